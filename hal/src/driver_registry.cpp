#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

bool is_for(const DriverEntry& entry, std::string_view id, std::string_view role) {
  return entry.id == id && entry.role == role;
}

}  // namespace

void DriverRegistry::add(DriverEntry entry) {
  const bool is_there = std::ranges::any_of(
      entries_, [&](const DriverEntry& other) { return is_for(other, entry.id, entry.role); });
  if (is_there) {
    throw core::InputError("input.driver", fmt::format("driver {}: there is one for a {} already",
                                                       entry.id, entry.role));
  }
  entries_.push_back(std::move(entry));
}

const DriverEntry& DriverRegistry::find(std::string_view id, std::string_view role) const {
  const auto found = std::ranges::find_if(
      entries_, [&](const DriverEntry& entry) { return is_for(entry, id, role); });
  if (found != entries_.end()) {
    return *found;
  }
  std::string known;
  for (const DriverEntry& entry : entries_) {
    if (entry.role == role) {
      known += (known.empty() ? "" : ", ") + entry.id;
    }
  }
  throw core::InputError(
      "input.unknown_driver",
      fmt::format("driver \"{}\": there is none of that name for a {}; there is {}", id, role,
                  known.empty() ? "none" : known));
}

std::unique_ptr<Instrument> DriverRegistry::make(const DriverRequest& request) const {
  const InstrumentSpec& spec = request.instrument.spec;
  return find(spec.driver, spec.role).make(request);
}

}  // namespace fiberloom::hal
