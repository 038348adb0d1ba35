#pragma once

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/fields.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::core {

/// A struct that is a whole document: fields and the name of its schema, such as "fiberloom.rig/1".
template <class T>
concept Document = DocumentFields<T> && requires {
  { T::schema } -> std::convertible_to<std::string_view>;
};

/// How document text is laid out: indented by two spaces with a final newline, or on one line
/// without (for a string inside another file).
enum class TextForm { indented, compact };

namespace detail {

using FieldList = std::function<void(FieldVisitor&)>;

void read_fields(std::string_view text, std::string_view source_name, std::string_view schema,
                 const FieldList& fields);
std::string write_fields(std::string_view schema, TextForm form, const FieldList& fields);
std::string schema_of_fields(std::string_view schema, const FieldList& fields);
std::string read_document_text(const std::filesystem::path& path);
void write_document_text(const std::filesystem::path& path, std::string_view text);

}  // namespace detail

/// Reads a document strictly: unknown, missing, duplicate and ill-typed fields are mistakes.
///
/// Throws:  InvalidDocument with every mistake and its JSON pointer, on one line that begins with
///          `source_name`.
/// Threads: pure.
template <Document T>
[[nodiscard]] T parse_document(std::string_view text, std::string_view source_name) {
  T value{};
  detail::read_fields(text, source_name, T::schema,
                      [&value](FieldVisitor& visit) { value.fields(visit); });
  return value;
}

/// parse_document on a file of at most 64 MiB; the file's name stands in every message.
///
/// Throws:  DocumentError "file.missing", "file.not_readable", "file.too_large"; InvalidDocument.
template <Document T>
[[nodiscard]] T read_document(const std::filesystem::path& path) {
  return parse_document<T>(detail::read_document_text(path), path.string());
}

/// The text of a document: declared order, the same bytes for the same value.
///
/// Numbers carry 15 significant digits (more where 15 would cross a limit), or every bit where the
/// field says `exact`.
/// Throws:  InvalidDocument when a value breaks its own field options, NaN and infinity included.
template <Document T>
[[nodiscard]] std::string to_document_text(const T& value, TextForm form = TextForm::indented) {
  T copy = value;  // fields() is one list for both directions and so takes a mutable struct
  return detail::write_fields(T::schema, form,
                              [&copy](FieldVisitor& visit) { copy.fields(visit); });
}

/// Writes a document so that a reader sees the old file or the new one, never a half.
///
/// Throws:  as to_document_text and write_file_atomically.
template <Document T>
void save_document(const std::filesystem::path& path, const T& value) {
  detail::write_document_text(path, to_document_text(value));
}

/// The JSON Schema (draft 2020-12) of a document, made from the same field list.
template <Document T>
[[nodiscard]] std::string json_schema_of() {
  T initial{};
  return detail::schema_of_fields(T::schema,
                                  [&initial](FieldVisitor& visit) { initial.fields(visit); });
}

/// The value of "schema" in the text of a document, or nothing when it is no JSON object or has none.
[[nodiscard]] std::optional<std::string> schema_of_text(std::string_view text);

}  // namespace fiberloom::core
