#pragma once

#include <fiberloom/hal/part.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace fiberloom::hal {

// Sets of kinds, one bit each.
using Kinds = unsigned;

constexpr Kinds set_of(PartKind kind) { return 1U << static_cast<unsigned>(kind); }

enum class Sign { any, not_negative, positive, fraction };

using OptionalNumber = std::optional<double>;

// One number that parts have: where it stands, who must have it, who may.
struct NumberField {
  std::string_view key{};
  OptionalNumber& (*of)(Part&) = nullptr;
  Sign sign = Sign::any;
  Kinds needed = 0;
  Kinds allowed = 0;
  std::string_view description{};
  OptionalNumber Part::*tolerance = nullptr;  // where a field of its own holds the relative one
};

[[nodiscard]] std::span<const NumberField> number_fields();

// Null for a key that no part has.
[[nodiscard]] const NumberField* find_number(std::string_view key);

// Numbers that a document may give instead of others: read, converted, never kept.
void read_alternatives(Part& part, core::FieldVisitor& visit);

// Numbers that cannot all be true, and tolerances of what is not there.
void require_consistency(Part& part, core::FieldVisitor& visit);

}  // namespace fiberloom::hal
