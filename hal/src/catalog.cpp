#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <set>
#include <string>

#include "builtin_catalog_text.hpp"

namespace fiberloom::hal {

namespace {

constexpr std::size_t suggestions_told = 5;

std::string without_hyphens(std::string_view text) {
  std::string letters(text);
  std::erase(letters, '-');
  return letters;
}

// First the ids that contain what was asked for, then those spelled alike.
std::vector<std::string> nearest_ids(std::string_view id, const std::vector<Part>& parts) {
  std::vector<std::string> nearest;
  std::vector<std::string> others;
  const std::string wanted = without_hyphens(id);
  for (const Part& part : parts) {
    const bool contains =
        !wanted.empty() && without_hyphens(part.id).find(wanted) != std::string::npos;
    (contains ? nearest : others).push_back(part.id);
  }
  while (nearest.size() < suggestions_told) {
    const std::string next(core::nearest_key(id, others));
    if (next.empty()) {
      break;
    }
    nearest.push_back(next);
    std::erase(others, next);
  }
  nearest.resize(std::min(nearest.size(), suggestions_told));
  return nearest;
}

}  // namespace

const Part& Catalog::find(std::string_view id) const {
  const auto found = std::ranges::find(parts, id, &Part::id);
  if (found != parts.end()) {
    return *found;
  }
  const std::vector<std::string> nearest = nearest_ids(id, parts);
  const std::string advice = nearest.empty()
                                 ? fmt::format("none of its {} ids is near", parts.size())
                                 : fmt::format("nearest: {}", fmt::join(nearest, ", "));
  throw core::InputError(
      "catalog.unknown_part",
      fmt::format("catalogue: no part has the id \"{}\"; {}", core::printable(id), advice));
}

void Catalog::fields(core::FieldVisitor& visit) {
  visit.field("parts", parts, {.description = "The parts, in any order."});
  std::set<std::string_view> seen;
  for (const Part& part : parts) {
    visit.require(seen.insert(part.id).second, "parts",
                  fmt::format("two parts have the id \"{}\"", core::printable(part.id)));
  }
}

const Catalog& builtin_catalog() {
  static const Catalog catalog =
      core::parse_document<Catalog>(builtin_catalog_text(), "built-in catalogue");
  return catalog;
}

}  // namespace fiberloom::hal
