package dev.weir.wire.format;

import java.util.Map;
import java.util.Optional;

/// What Converse calls the types of images and documents.
final class ConverseMedia {

    private static final Map<String, String> IMAGES = Map.of(
            "png", "image/png",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "webp", "image/webp");

    private static final Map<String, String> DOCUMENTS = Map.of(
            "pdf", "application/pdf",
            "csv", "text/csv",
            "doc", "application/msword",
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xls", "application/vnd.ms-excel",
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "html", "text/html",
            "txt", "text/plain",
            "md", "text/markdown");

    private ConverseMedia() {}

    /// The media type of a format; of one that nobody knows, one that nobody takes.
    static String imageType(String format) {
        return IMAGES.getOrDefault(format, "image/" + format);
    }

    static String documentType(String format) {
        return DOCUMENTS.getOrDefault(format, "application/" + format);
    }

    static Optional<String> imageFormat(String type) {
        return format(IMAGES, type.equals("image/jpg") ? "image/jpeg" : type);
    }

    static Optional<String> documentFormat(String type) {
        return format(DOCUMENTS, type);
    }

    private static Optional<String> format(Map<String, String> types, String type) {
        return types.entrySet().stream()
                .filter(one -> one.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
