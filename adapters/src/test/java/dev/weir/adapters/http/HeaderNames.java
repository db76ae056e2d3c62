package dev.weir.adapters.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Names that somebody could have given a header that opens a door: whoever forwards, whoever it is about, and what it
/// says, in all combinations, and those that programs are known to have had.
final class HeaderNames {

    private static final List<String> WHO = words("""
            x- x-weir- weir- x-internal- x-admin- x-portkey- x-envoy- x-amz- x-goog- x-auth- x-forwarded-
            x-original- x-real- x-gateway- x-proxy- x-debug- x-test- x-dev- x-litellm- x-kong- x-ms- x-azure-
            x-user- x-service- x-trusted- x-app- x-api- x-client- x-caller- x-backend- x-remote- x-access-
            x-secure-
            """);

    private static final List<String> WHAT = words("""
            auth authenticated authorization authorized user username user-id userid role roles scope scopes
            group groups team tenant org account admin is-admin superuser root internal trusted bypass
            skip-auth no-auth disable-auth allow allowed debug test dev mode key api-key apikey token secret
            signature identity principal subject client client-id client-cert client-dn cert ssl tls-verified
            verified session sid cookie jwt claims email name host port proto path uri url method for ip addr
            remote-addr source origin server request-id trace priority level policy route target provider
            upstream base-url custom-host config override http-method-override rewrite-url original-url
            permission permissions access access-token grant sudo impersonate on-behalf-of delegate act-as
            run-as forwarded-user forwarded-email forwarded-groups remote-user health healthcheck probe ping
            monitor metrics status service service-token function-key master-key caller peer mesh sidecar edge
            cdn waf scan scanner pentest staging canary beta preview feature flag experiment quota budget limit
            no-limit unlimited free billing plan tier enterprise demo guest anonymous public private local
            localhost loopback cluster node pod namespace region zone env environment stage version build
            release license device device-id app app-id app-key application tenant-id org-id project project-id
            workspace workspace-id user-role user-groups user-email auth-user auth-token auth-key
            auth-request-user authenticated-user authenticated-userid consumer consumer-id consumer-username
            credential-identifier
            """);

    private static final List<String> KNOWN = words("""
            via forwarded true-client-ip cf-connecting-ip fastly-client-ip cf-access-jwt-assertion
            x-middleware-subrequest x-ms-client-principal x-goog-iap-jwt-assertion x-amzn-oidc-identity
            x-amzn-oidc-data x-vercel-protection-bypass proxy-connection proxy-authenticate max-forwards
            x-arr-ssl front-end-https x-http-method x-method-override x-host x-backend-server ssl-client-verify
            ssl-client-s-dn x-ssl-client-verify remote_user x_auth http_user
            """);

    private HeaderNames() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1));
    }

    static List<String> all() {
        var names = new LinkedHashSet<>(KNOWN);
        names.addAll(WHAT);
        for (String who : WHO) {
            for (String what : WHAT) {
                names.add(who + what);
            }
        }
        // These mean something, which other tests look at: framing, credentials and what a connection becomes.
        names.removeAll(
                List.of("authorization", "host", "x-api-key", "x-goog-api-key", "x-portkey-api-key", "upgrade"));
        return new ArrayList<>(names);
    }
}
