package dev.weir.cli;

/// Something that the person at the terminal can mend. Its message is all that is printed.
final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1;

    Complaint(String message) {
        super(message);
    }
}
