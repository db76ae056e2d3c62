package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PreviewResourcesTest {

    private static final String HELLO =
            "{'format':'openai-chat','model':'gpt-5.4','body':{'messages':[{'role':'user','content':'hello'}],'max_tokens':100}}";

    private final AdminWorld world = new AdminWorld();
    private String red = "";

    @BeforeEach
    void aTeam() {
        red = world.token(world.team("red").path("credentials"));
    }

    private HttpResponse preview(String body) {
        return world.as(red, "POST", "/usage/preview", body);
    }

    private static String refusal(HttpResponse answer) {
        assertThat(answer.status()).isEqualTo(200);
        return json(answer).path("refused").path("code").stringValue("");
    }

    @Test
    void tellsAMemberWhatACallOfTheirsWouldPutAside() {
        JsonNode preview = json(preview(HELLO));

        assertThat(preview.path("team").stringValue("")).isEqualTo("red");
        assertThat(preview.path("model").stringValue("")).isEqualTo("gpt-5.4");
        assertThat(preview.path("targets").path(0).path("target").stringValue(""))
                .isEqualTo("openai/gpt-5.4");
        assertThat(preview.path("budgets").path(0).path("budget_id").stringValue(""))
                .isEqualTo("team:red:monthly");
        assertThat(preview.path("budgets").path(0).path("left_usd").stringValue(""))
                .isEqualTo("100");
        assertThat(preview.path("budgets").path(0).path("reserves_usd").stringValue(""))
                .isEqualTo(preview.path("reserved_usd").stringValue("none"));
        assertThat(preview.path("fits").booleanValue()).isTrue();
        JsonNode byPath = json(
                preview(
                        "{'path':'/v1/chat/completions','body':{'messages':[{'role':'user','content':'hello'}],'max_tokens':100,'model':'gpt-5.4'}}"));
        assertThat(byPath).isEqualTo(preview);
    }

    @Test
    void countsTheProjectThatTheHeadersDeclare() {
        world.ask("POST", "/budgets", "{'scope':'project','scope_id':'shop','budget_usd':'0.000001'}");

        JsonNode preview = json(preview(HELLO.replace("{'format'", "{'headers':{'x-weir-project':'shop'},'format'")));

        assertThat(preview.path("budgets").path(1).path("budget_id").stringValue(""))
                .isEqualTo("project:shop:monthly");
        assertThat(preview.path("fits").booleanValue()).isFalse();
    }

    @Test
    void tellsAnAdministratorWhatItWouldBeForATeam() {
        HttpResponse ofRed = world.ask("POST", "/usage/preview?team=red", HELLO);

        assertThat(json(ofRed)).isEqualTo(json(preview(HELLO)));
        assertThat(json(world.ask("POST", "/usage/preview", HELLO)).path("team").stringValue(""))
                .isEqualTo("platform");
        assertThat(code(world.ask("POST", "/usage/preview?team=none", HELLO))).isEqualTo("404 document_unknown");
        world.ask("DELETE", "/teams/red", "");
        assertThat(code(world.ask("POST", "/usage/preview?team=red", HELLO))).isEqualTo("409 document_state");
    }

    @Test
    void saysWhyNoProviderWouldBeAsked() {
        assertThat(refusal(preview("{'model':'nobodys-model'}"))).isEqualTo("model_unknown");
        assertThat(refusal(preview("{'path':'/v1/files'}"))).isEqualTo("route_unknown");
        assertThat(refusal(preview("{'path':'//x'}"))).isEqualTo("bad_path");
        world.ask("PUT", "/teams/red", "{'models':['claude-*']}", "if-match", "\"1\"");
        assertThat(refusal(preview(HELLO))).isEqualTo("model_not_allowed");
        assertThat(refusal(world.ask("POST", "/usage/preview?team=red", HELLO))).isEqualTo("model_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'modle':'x'}",
                "{'format':'smoke-signals'}",
                "{'format':1}",
                "{'model':{}}",
                "{'body':[]}",
                "{'body':'{}'}",
                "{'headers':[]}"
            })
    void refusesWhatItDoesNotUnderstand(String body) {
        assertThat(code(preview(body))).isEqualTo("400 document_invalid");
    }
}
