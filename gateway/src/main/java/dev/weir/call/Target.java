package dev.weir.call;

/// One provider that may serve a call, and the name that it knows the model by.
///
/// @param provider the name of the provider in the configuration
public record Target(String provider, String model) {

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
