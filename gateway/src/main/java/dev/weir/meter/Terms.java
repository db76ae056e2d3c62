package dev.weir.meter;

/// On which terms an answer is given, as far as they change its price.
///
/// @param tier the provider's word for the speed or priority, such as `flex`, `batch`, `priority` or `fast`; `standard`
/// if nobody says another
/// @param region `global`, or `regional` where the provider may use no other region
public record Terms(String tier, String region) {

    public static final String STANDARD = "standard";
    public static final String GLOBAL = "global";
    public static final Terms USUAL = new Terms(STANDARD, GLOBAL);
}
