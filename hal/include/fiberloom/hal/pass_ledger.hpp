#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// Optical passes of one phase of one method. One pass is one frame through the glass, once.
struct LedgerEntry {
  std::string method{};
  std::string phase{};
  std::int64_t passes = 0;

  void fields(core::FieldVisitor& visit);
  bool operator==(const LedgerEntry&) const = default;
};

/// The account book of a run: every optical shot, per method and phase. Comparisons are made at equal passes.
struct PassLedger {
  std::vector<LedgerEntry> entries{};

  void add(std::string_view method, std::string_view phase, std::int64_t passes);
  [[nodiscard]] std::int64_t total() const noexcept;
  [[nodiscard]] std::int64_t total_of(std::string_view method) const noexcept;

  void fields(core::FieldVisitor& visit);
  bool operator==(const PassLedger&) const = default;
};

}  // namespace fiberloom::hal
