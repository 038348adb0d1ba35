#pragma once

#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/role_ranges.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// What a driver makes an instrument from.
struct DriverRequest {
  BenchAccess bench{};
  RangeSources instrument;
};

/// One driver for one role.
struct DriverEntry {
  std::string id{};       ///< as rig documents spell it: "keysight/n77xx"
  std::string role{};     ///< of the instruments that it makes
  std::string summary{};  ///< instruments it is for, in a line
  std::function<std::unique_ptr<Instrument>(const DriverRequest&)> make{};
};

/// The drivers that a program has, by id and role.
///
/// Throws:  core::InputError "input.unknown_driver" that names the ones for that role; "input.driver" when two entries have
///          the same id and role.
/// Threads: filled by one, then read by any.
class DriverRegistry {
 public:
  void add(DriverEntry entry);
  [[nodiscard]] const DriverEntry& find(std::string_view id, std::string_view role) const;
  [[nodiscard]] std::unique_ptr<Instrument> make(const DriverRequest& request) const;
  [[nodiscard]] const std::vector<DriverEntry>& entries() const noexcept { return entries_; }

 private:
  std::vector<DriverEntry> entries_;
};

}  // namespace fiberloom::hal
