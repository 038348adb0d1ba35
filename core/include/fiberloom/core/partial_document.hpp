#pragma once

#include <fiberloom/core/document.hpp>
#include <filesystem>

namespace fiberloom::core {

/// A document read as far as it goes: what was read, and every mistake. A field with a mistake keeps its initial value.
template <Document T>
struct PartialDocument {
  T value{};
  Diagnostics mistakes{};
};

/// read_document for one who goes on looking for mistakes where the reader cannot see them, to tell them all at once.
///
/// Throws:  DocumentError as read_document; InvalidDocument "document.syntax" or "document.schema", when there is nothing
///          to go on with.
template <Document T>
[[nodiscard]] PartialDocument<T> read_partial_document(const std::filesystem::path& path) {
  PartialDocument<T> result;
  try {
    detail::read_fields(detail::read_document_text(path), path.string(), T::schema,
                        [&result](FieldVisitor& visit) { result.value.fields(visit); });
  } catch (const InvalidDocument& error) {
    if (error.code() != "document.invalid") {
      throw;
    }
    result.mistakes = error.diagnostics();
  }
  return result;
}

}  // namespace fiberloom::core
