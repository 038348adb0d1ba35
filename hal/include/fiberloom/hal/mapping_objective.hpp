#pragma once

#include <fiberloom/core/fields.hpp>
#include <string_view>

namespace fiberloom::hal {

/// What a mapping is chosen for: the least of it wins.
enum class MappingObjective {
  expected_nmse,  ///< error of the output field, by closed forms for light in half the band
  expected_loss   ///< increase of the cross-entropy on labelled records, nat
};

[[nodiscard]] std::string_view name_of(MappingObjective objective);

/// The field of a document that names one; the NMSE stays out of it.
void visit_objective(core::FieldVisitor& visit, MappingObjective& objective);

}  // namespace fiberloom::hal
