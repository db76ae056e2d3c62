package dev.weir.reasoning;

/// Where something was thought. Credentials of one provider are taken to be of one account.
///
/// @param provider as it is configured
/// @param format in which it was told
/// @param model as the provider knows it
public record Origin(String provider, String format, String model) {

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
