package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.identity.Clients;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.DocumentStore;
import dev.weir.store.Reply;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Gives a request that comes again the answer that it was given. An answer may hold a secret that is shown once, so it
/// is kept encrypted, for a day, for whoever asked.
final class Replies {

    static final String HEADER = "idempotency-key";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final DocumentStore store;
    private final SecretKeySpec key;

    /// @param hasher has the key from which that of the answers is derived
    Replies(DocumentStore store, Clients.Hasher hasher) {
        this.store = store;
        this.key = new SecretKeySpec(hasher.hash("the key of replies"), "AES");
    }

    /// What the caller calls this request, if it does.
    static Optional<String> name(Ask ask) {
        Optional<String> name = ask.request().headers().first(HEADER);
        if (!ask.request().method().equals("POST") || name.isEmpty()) {
            return Optional.empty();
        }
        if (!name.get().matches("[!-~]{1,255}")) {
            throw new Refusal(Kind.FIELD_INVALID, "idempotency-key is not 1 to 255 visible characters");
        }
        return name;
    }

    /// The answer that this request was given before.
    Optional<HttpResponse> before(Ask ask, Instant now) {
        Optional<String> name = name(ask);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        store.forgetReplies(now.minus(KEPT));
        return store.reply(ask.principal().client(), name.get()).map(reply -> again(ask, reply));
    }

    HttpResponse again(Ask ask, Reply reply) {
        if (!reply.request().equals(hash(ask))) {
            throw new Refusal(
                    Kind.IDEMPOTENCY_KEY_REUSED,
                    "the idempotency-key %s was sent at %s with another request".formatted(reply.name(), reply.at()));
        }
        return opened(reply).with("idempotency-replayed", "true");
    }

    Optional<Reply> of(Ask ask, HttpResponse answer, Instant now) {
        return name(ask)
                .map(name -> new Reply(ask.principal().client(), name, hash(ask), closed(ask, name, answer), now));
    }

    private static String hash(Ask ask) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((ask.request().method() + " " + ask.request().target() + "\n").getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(ask.request().body()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private byte[] closed(Ask ask, String name, HttpResponse answer) {
        var nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        var json = JsonMapper.shared().createObjectNode();
        json.put("status", answer.status());
        json.put("etag", answer.headers().first("etag").orElse(""));
        json.set("body", JsonMapper.shared().readTree(answer.body()));
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(nonce);
        whole.writeBytes(crypt(
                Cipher.ENCRYPT_MODE,
                nonce,
                ask.principal().client() + " " + name,
                json.toString().getBytes(UTF_8)));
        return whole.toByteArray();
    }

    private HttpResponse opened(Reply reply) {
        byte[] nonce = Arrays.copyOf(reply.answer(), NONCE);
        byte[] rest = Arrays.copyOfRange(reply.answer(), NONCE, reply.answer().length);
        JsonNode json = JsonMapper.shared()
                .readTree(crypt(Cipher.DECRYPT_MODE, nonce, reply.caller() + " " + reply.name(), rest));
        var answer = new HttpResponse(
                json.path("status").intValue(),
                Headers.of("content-type", "application/json"),
                json.path("body").toString().getBytes(UTF_8));
        String etag = json.path("etag").stringValue("");
        return etag.isEmpty() ? answer : answer.with("etag", etag);
    }

    private byte[] crypt(int mode, byte[] nonce, String whose, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(whose.getBytes(UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException otherKey) {
            throw new IllegalStateException("a kept answer cannot be read; was store.key changed?", otherKey);
        }
    }
}
