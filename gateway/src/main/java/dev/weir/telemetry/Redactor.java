package dev.weir.telemetry;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of whatever is about to be written down: those that the gateway knows, and what looks like one.
/// The last line of defence; nothing that holds a secret should come this far.
///
/// Linear in the length of the text. Safe for use from several threads.
public final class Redactor {

    private static final String MASK = "***";
    private static final int SHORTEST = 8;

    /// What can stand in a token or a key.
    private static final String KEY = "[A-Za-z0-9._~+/=-]";

    /// A cheap look first: hardly any text holds one of these.
    private static final List<String> SIGNS = List.of(
            "earer ", "asic ", "eyJ", "sk-", "weir_", "AKIA", "ASIA", "AIza", "PRIVATE KEY", "ya29.", "xox", "ghp_");

    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "(?<scheme>[Bb](?:earer|asic)\\s)\\s*" + KEY + "{12,}+"
                    + "|eyJ[A-Za-z0-9_-]{10,}+(?:\\.[A-Za-z0-9_-]*+)*+"
                    + "|(?:sk-|weir_|ya29\\.|xox[abps]-|ghp_)[A-Za-z0-9_-]{6,}+"
                    + "|A(?:KIA|SIA)[A-Z0-9]{12,}+"
                    + "|AIza[A-Za-z0-9_-]{20,}+"
                    + "|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[A-Za-z0-9+/=\\s\\\\]*+(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?");

    private volatile List<String> known = List.of();

    /// Replaces what is known. Short ones are left out: they would take half the log with them.
    public void know(Collection<String> secrets) {
        known = secrets.stream()
                .map(String::strip)
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted((one, other) -> other.length() - one.length())
                .toList();
    }

    /// The same text if it holds nothing that has to be taken out.
    public String redacted(String text) {
        if (text.length() < SHORTEST) {
            return text;
        }
        String without = text;
        for (String secret : known) {
            without = without.replace(secret, MASK);
        }
        for (String sign : SIGNS) {
            if (without.contains(sign)) {
                return LOOKS_SECRET
                        .matcher(without)
                        .replaceAll(
                                found -> (found.group("scheme") == null ? "" : found.group("scheme")) + "\\*\\*\\*");
            }
        }
        return without;
    }
}
