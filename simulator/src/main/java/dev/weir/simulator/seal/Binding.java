package dev.weir.simulator.seal;

/// How much has to be as it was when a thought comes back.
public enum Binding {
    /// Nothing is checked: requests recorded elsewhere pass.
    NONE,
    /// The thought itself and the model.
    MODEL,
    /// Also the conversation up to it.
    CONVERSATION
}
