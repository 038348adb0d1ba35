#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::app {

/// One part as a person asks for it: what it is, and how many of it a rig owns.
struct ListedPart {
  hal::Part part;
  std::optional<std::int64_t> stock{};  ///< empty without a rig
  bool is_own = false;  ///< told by the rig itself, not by the catalogue that comes with fiberloom
};

/// The parts that a rig can be made of, or without a rig those of the catalogue that comes with fiberloom.
std::vector<ListedPart> listed_parts(const hal::RigDocument* rig);

/// A table of them, one line each.
std::string table_of(const std::vector<ListedPart>& parts);

/// Everything about one part: every number with its unit, tolerance, and whether it has a source.
std::string text_of(const ListedPart& listed);
Json json_of(const ListedPart& listed);

}  // namespace fiberloom::app
