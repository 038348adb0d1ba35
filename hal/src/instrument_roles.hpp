#pragma once

#include <fiberloom/hal/part.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// What a document may say about an instrument of one role.
struct InstrumentRole {
  std::string_view name{};              ///< as rig documents spell it
  std::vector<std::string> settings{};  ///< keys of its settings
  std::vector<std::string>
      commands{};  ///< keys beside them that interlocks see: what is loaded, light on and off
  bool emits = false;
  std::vector<PartKind> parts{};  ///< kinds of the catalogue that it may be
};

[[nodiscard]] std::span<const InstrumentRole> instrument_roles();

/// Null for a role that there is not.
[[nodiscard]] const InstrumentRole* find_role(std::string_view name);

}  // namespace fiberloom::hal
