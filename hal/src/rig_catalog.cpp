#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/partial_document.hpp>
#include <fiberloom/hal/check_bench.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "bench_check.hpp"

namespace fiberloom::hal {
namespace {

void put(Catalog& catalog, std::span<const Part> parts) {
  for (const Part& part : parts) {
    const auto known = std::ranges::find(catalog.parts, part.id, &Part::id);
    if (known != catalog.parts.end()) {
      *known = part;
    } else {
      catalog.parts.push_back(part);
    }
  }
}

void append(core::Diagnostics& found, const core::Diagnostics& more) {
  for (const core::Mistake& mistake : more.mistakes()) {
    found.add(mistake.pointer, mistake.message);
  }
}

// Ids used twice; a part whose id could not be read is reported already.
void check_ids(std::span<const Part> parts, core::Diagnostics& found) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].id.empty() && !seen.insert(parts[i].id).second) {
      found.add(fmt::format("/parts/{}/id", i),
                fmt::format("two parts have the id \"{}\"", core::printable(parts[i].id)));
    }
  }
}

void check_own_parts(const RigDocument& rig, core::Diagnostics& found) {
  check_ids(rig.parts, found);
  for (std::size_t i = 0; i < rig.parts.size(); ++i) {
    const Part& part = rig.parts[i];
    const auto known = std::ranges::find(builtin_catalog().parts, part.id, &Part::id);
    if (known != builtin_catalog().parts.end() && known->kind != part.kind) {
      found.add(fmt::format("/parts/{}/kind", i),
                fmt::format("{} is a {} in the catalogue; give a {} an id of its own", part.id,
                            name_of(known->kind), name_of(part.kind)));
    }
  }
}

std::vector<std::string> ids_of(const Catalog& catalog) {
  std::vector<std::string> ids;
  for (const Part& part : catalog.parts) {
    ids.push_back(part.id);
  }
  return ids;
}

void check_inventory(const RigDocument& rig, core::Diagnostics& found) {
  const std::vector<std::string> ids = ids_of(catalog_for(rig));
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < rig.inventory.size(); ++i) {
    const std::string& id = rig.inventory[i].part;
    const std::string pointer = fmt::format("/inventory/{}/part", i);
    if (id.empty()) {
      continue;
    }
    if (std::ranges::find(ids, id) == ids.end()) {
      found.add(pointer, fmt::format("the catalogue has no part \"{}\"{}", core::printable(id),
                                     did_you_mean(id, ids)));
    }
    if (!seen.insert(id).second) {
      found.add(pointer,
                fmt::format("{} is listed twice; give its quantity once", core::printable(id)));
    }
  }
}

// The parts of the catalogue file; what is wrong with that file is told in one line of its own.
void read_catalog_file(const std::filesystem::path& rig_path, RigDocument& rig,
                       core::Diagnostics& found) {
  if (rig.catalog_file.empty()) {
    return;
  }
  try {
    rig.filed_parts = read_catalog(rig_path.parent_path() / rig.catalog_file).parts;
  } catch (const core::DocumentError& error) {
    found.add("/catalog_file", error.what());
  }
}

}  // namespace

Catalog catalog_for(const RigDocument& rig) {
  Catalog catalog = builtin_catalog();
  put(catalog, rig.filed_parts);
  put(catalog, rig.parts);
  return catalog;
}

core::Diagnostics check_stock(const RigDocument& rig) {
  core::Diagnostics found;
  check_own_parts(rig, found);
  check_inventory(rig, found);
  return found;
}

RigDocument read_rig(const std::filesystem::path& path) {
  auto [rig, found] = core::read_partial_document<RigDocument>(path);
  read_catalog_file(path, rig, found);
  append(found, check_stock(rig));
  append(found, check_bench(rig, catalog_for(rig), core::Diagnostics(found)));
  if (!found.empty()) {
    throw core::InvalidDocument("document.invalid", path.string(), std::move(found));
  }
  return std::move(rig);
}

Catalog read_catalog(const std::filesystem::path& path) {
  auto [catalog, found] = core::read_partial_document<Catalog>(path);
  const bool is_reported = std::ranges::find(found.mistakes(), std::string_view("/parts"),
                                             &core::Mistake::pointer) != found.mistakes().end();
  if (!found.empty() && !is_reported) {
    check_ids(catalog.parts, found);
  }
  if (!found.empty()) {
    throw core::InvalidDocument("document.invalid", path.string(), std::move(found));
  }
  return std::move(catalog);
}

}  // namespace fiberloom::hal
