package dev.weir.wire.format;

/// Where a request says what is not part of the conversation: its model, whether the answer is to be streamed, the
/// version of the interface, the betas. One format travels in several envelopes; what is inside stays as it is.
public enum Envelope {
    /// The vendor's own: model and stream in the body, version and betas in headers.
    OWN(false, false, false, false),

    /// InvokeModel of Amazon Bedrock with a Messages body: model and stream in the path, version and betas in the body.
    BEDROCK(true, true, true, true),

    /// Converse of Amazon Bedrock: model and stream in the path.
    CONVERSE(true, true, false, false),

    /// rawPredict of Vertex AI with a Messages body: model and stream in the path, the version in the body, betas in a
    /// header. The body may say `stream` as well.
    VERTEX(true, true, true, false),

    /// Gemini's own: model and stream in the path.
    GEMINI(true, true, false, false),

    /// A deployment of Azure OpenAI: the path says which; the body's model is not looked at.
    DEPLOYMENT(true, false, false, false);

    private final boolean modelInPath;
    private final boolean streamInPath;
    private final boolean versionInBody;
    private final boolean betasInBody;

    Envelope(boolean modelInPath, boolean streamInPath, boolean versionInBody, boolean betasInBody) {
        this.modelInPath = modelInPath;
        this.streamInPath = streamInPath;
        this.versionInBody = versionInBody;
        this.betasInBody = betasInBody;
    }

    public boolean modelInPath() {
        return modelInPath;
    }

    public boolean streamInPath() {
        return streamInPath;
    }

    public boolean versionInBody() {
        return versionInBody;
    }

    public boolean betasInBody() {
        return betasInBody;
    }
}
