package dev.weir.meter;

import static dev.weir.meter.OutputLimitTest.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.json.RequestShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class InputTest {

    private static final long AROUND = 64;

    private static Input input(String json) {
        return Input.of(shape(json));
    }

    /// What would be counted if there were no media: a token for two bytes of ASCII, one for each other byte.
    private static long plain(byte[] body) {
        long wide = 0;
        for (byte one : body) {
            wide += one < 0 ? 1 : 0;
        }
        return Math.ceilDiv(body.length + wide, 2) + AROUND;
    }

    @Test
    void countsTextByItsBytes() {
        var random = new SplittableRandom(24);
        List<String> words =
                List.of("plain ", "Grüße ", "日本語", "\"quoted\\\" ", "🙂", "\n\t", "{[:]}", "key\": \"value", "\\");
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int word = random.nextInt(40); word > 0; word--) {
                text.append(words.get(random.nextInt(words.size())));
            }
            var json = JsonMapper.shared().createObjectNode().put("model", text.toString());
            json.putArray("messages").addObject().put("role", "user").put("content", text.toString());
            String body = random.nextBoolean() ? json.toString() : json.toPrettyString();
            RequestShape request = shape(body.replace("'", ""));

            assertThat(Input.of(request)).isEqualTo(new Input(plain(request.body()), 0, 0, false, false));
        }
    }

    @Test
    void seesWhoWantsToBeCachedForLong() {
        for (String kept : List.of(
                "'cache_control':{'type':'ephemeral','ttl':'1h'},'messages':[]",
                "'system':[{'type':'text','text':'a','cache_control':{'ttl':'1h','type':'ephemeral'}}]",
                "'system':[{'text':'a'},{'cachePoint':{'type':'default','ttl':'1h'}}]",
                "'prompt_cache_options':{'mode':'implicit','ttl':'12h'}",
                "'tools':[{'name':'a','cache_control':{'ttl':'\\u0031h'}}]",
                "'tools':[{'name':'a','cache_control':{'\\u0074tl':'1h'}}]")) {
            assertThat(Input.of(shape("{'model':'m'," + kept + "}")).keptLong())
                    .as(kept)
                    .isTrue();
        }
        for (String usual : List.of(
                "'messages':[{'role':'user','content':'ttl 1h \\n'}]",
                "'cache_control':{'type':'ephemeral'}",
                "'cache_control':{'type':'ephemeral','ttl':'5m'}",
                "'prompt_cache_options':{'mode':'implicit','ttl':'30m'}")) {
            assertThat(Input.of(shape("{'model':'m'," + usual + "}")).keptLong())
                    .as(usual)
                    .isFalse();
        }
    }

    @Test
    void countsTheSearchesThatAreAllowed() {
        String two = "{'type':'web_search_20260209','name':'web_search','max_uses':2}";
        assertThat(searches("'tools':[" + two + ",{'name':'a','input_schema':{'type':'object'}}]"))
                .isEqualTo(2);
        assertThat(searches("'tools':[{'type':'web_search_20250305','name':'web_search'}]"))
                .isEqualTo(1);
        assertThat(searches("'tools':[{'type':'web_search'},{'type':'function','name':'a'}]"))
                .isEqualTo(1);
        assertThat(searches("'max_tool_calls':5,'tools':[{'type':'web_search_preview'}]"))
                .isEqualTo(5);
        assertThat(searches("'tools':[{'functionDeclarations':[]},{'googleSearch':{}}]"))
                .isEqualTo(1);
        assertThat(searches("'tools':[{'\\u0074ype':'web_search','max_uses':3}]"))
                .isEqualTo(3);

        assertThat(searches("'tools':[{'type':'function','name':'web_search'}]"))
                .isZero();
        assertThat(searches("'tools':[{'type':'web_search_20250305','name':'web_search','max_uses':-1}]"))
                .isZero();
        assertThat(searches("'messages':[{'role':'assistant','content':[{'type':'web_search_tool_result'}]}]"))
                .isZero();
    }

    private static long searches(String members) {
        return input("{'model':'m'," + members + "}").extras().searches();
    }

    @Test
    void countsPicturesInAllFormatsByThePiece() {
        String png = "iVBORw0KGgo" + "A".repeat(100_000);
        String webp = "UklGRiQAAABXRUJQVlA4" + "A".repeat(100_000);
        for (String part : List.of(
                "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + png + "'}}",
                "{'type':'image','source':{'type':'base64','media_type':'image/webp','data':'" + webp + "'}}",
                "{'type':'image','source':{'type':'base64','data':'\\/9j\\/4AAQ" + "A".repeat(9_000) + "'}}",
                "{'type':'image','source':{'type':'url','url':'https://example.com/a.png'}}",
                "{'type':'image','source':{'type':'file','file_id':'file_1'}}",
                "{'type':'image_url','image_url':{'url':'data:image/png;base64," + png + "'}}",
                "{'type':'input_image','image_url':'data:image/png;base64," + png + "'}",
                "{'type':'input_image','image_url':'https://example.com/a.png'}",
                "{'image':{'format':'png','source':{'bytes':'" + png + "'}}}",
                "{'inlineData':{'mimeType':'image/png','data':'" + png + "'}}",
                "{'inline_data':{'mime_type':'image/png','data':'" + png + "'}}")) {
            Input input = input("{'messages':[{'role':'user','content':[" + part + ",{'type':'text','text':'?'}]}]}");

            assertThat(input.images()).as(part.substring(0, 40)).isEqualTo(1);
            assertThat(input.text()).isLessThan(300);
            assertThat(input.media()).isZero();
            assertThat(input.open()).isFalse();
        }
    }

    @Test
    void countsDocumentsByTheByteAndSoundByTheSixteenth() {
        String pdf = "JVBERi0" + "A".repeat(39_993);
        for (String part : List.of(
                "{'type':'document','source':{'type':'base64','data':'" + pdf + "'}}",
                "{'type':'file','file':{'file_data':'" + pdf + "'}}",
                "{'type':'input_file','file_data':'" + pdf + "'}",
                "{'document':{'format':'pdf','source':{'bytes':'" + pdf + "'}}}",
                "{'inlineData':{'mimeType':'application/pdf','data':'" + pdf + "'}}")) {
            Input input = input("{'messages':[{'content':[" + part + "]}]}");

            assertThat(input.media()).as(part.substring(0, 40)).isEqualTo(30_000);
            assertThat(input.images()).isEqualTo(1);
        }
        assertThat(input("{'messages':[{'content':[{'input_audio':{'data':'" + "A".repeat(64_000) + "'}}]}]}")
                        .media())
                .isEqualTo(3_000);
    }

    @Test
    void knowsWhereThereMayBeSound() {
        assertThat(input("{'messages':[{'content':[{'type':'input_audio','input_audio':{'data':'AAAA'}}]}]}")
                        .mayBeAudio())
                .isTrue();
        assertThat(input("{'contents':[{'parts':[{'fileData':{'fileUri':'gs://some/video'}}]}]}")
                        .mayBeAudio())
                .isTrue();
        assertThat(input("{'contents':[{'parts':[{'inlineData':{'mimeType':'audio/mp3','data':'AAAA'}}]}]}")
                        .mayBeAudio())
                .isTrue();
        assertThat(input("{'contents':[{'parts':[{'text':'sound'},{'inlineData':{'data':'iVBORw0KGgo'}}]}]}")
                        .mayBeAudio())
                .isFalse();
    }

    @Test
    void countsAsTextWhatIsNotShownToTheModelAsAPicture() {
        String png = "iVBORw0KGgo" + "A".repeat(10_000);
        for (String part : List.of(
                "{'type':'text','text':'" + png + "'}",
                "{'type':'text','text':'data:image/png;base64," + png + "'}",
                "{'type':'document','source':{'type':'text','data':'" + "word ".repeat(2_000) + "'}}",
                "{'type':'tool_use','input':{'source':{'type':'base64','data':'" + png + "'}}}",
                "{'type':'tool_use','input':{'list':[{'image_url':'" + png + "'}]}}",
                "{'functionCall':{'args':{'inlineData':{'data':'" + png + "'}}}}",
                "{'toolResult':{'content':[{'json':{'source':{'bytes':'" + png + "'}}}]}}",
                "{'data':'" + png + "'}")) {
            Input input = input("{'messages':[{'content':[" + part + "]}]}");

            assertThat(input.text()).as(part.substring(0, 40)).isGreaterThan(5_000);
            assertThat(input.images()).isZero();
        }
        assertThat(input("{'input':[{'type':'message','content':[{'type':'input_image','image_url':'" + png + "'}]}]}")
                        .images())
                .as("the input of Responses is no argument")
                .isEqualTo(1);
    }

    @Test
    void hasNoBoundButTheContextForWhatIsNotInTheRequest() {
        for (String json : List.of(
                "{'previous_response_id':'resp_1','input':'go on'}",
                "{'messages':[{'content':[{'type':'document','source':{'type':'url','url':'https://e.org/a.pdf'}}]}]}",
                "{'messages':[{'content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}]}",
                "{'contents':[{'parts':[{'fileData':{'fileUri':'gs://bucket/film.mp4'}}]}]}",
                "{'input':[{'content':[{'type':'input_file','file_url':'https://example.com/a.pdf'}]}]}",
                "{'messages':[{'content':[{'video':{'source':{'s3Location':{'uri':'s3://b/k'}}}}]}]}",
                "{'contents':[],'cachedContent':'cachedContents/1'}")) {
            assertThat(input(json).open()).as(json).isTrue();
        }
    }

    @Test
    void survivesAnyCutAndAnyByte() {
        byte[] body = shape("{'messages':[{'content':[{'source':{'data':'iVBORw0KGgo'}},'\\\\','ü']}],'n':1}")
                .body();
        var random = new SplittableRandom(25);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = Arrays.copyOf(body, random.nextInt(1, body.length + 1));
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            var scan = new InputScan(broken);

            scan.run();

            assertThat(scan.halves()).isBetween(0L, 2L * broken.length + 2);
        }
    }
}
