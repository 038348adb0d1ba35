#pragma once

#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/part.hpp>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// The parts that a rig can be made of; no two share an id.
struct Catalog {
  static constexpr const char* schema = "fiberloom.catalog/1";

  std::vector<Part> parts;

  /// Throws:  core::InputError "catalog.unknown_part" that names the nearest ids.
  [[nodiscard]] const Part& find(std::string_view id) const;

  void fields(core::FieldVisitor& visit);
};

/// The catalogue that comes with fiberloom, hal/data/catalog.json.
///
/// Threads: safe; read once, at the first call.
const Catalog& builtin_catalog();

}  // namespace fiberloom::hal
