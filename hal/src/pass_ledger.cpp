#include <algorithm>
#include <fiberloom/hal/pass_ledger.hpp>

namespace fiberloom::hal {

void LedgerEntry::fields(core::FieldVisitor& visit) {
  visit.field("method", method,
              {.description = "Which rung spent the passes.", .minimum_length = 1});
  visit.field("phase", phase, {.description = "What they were for.", .minimum_length = 1});
  visit.field("passes", passes, {.description = "Frames sent through the glass.", .minimum = 0.0});
}

void PassLedger::fields(core::FieldVisitor& visit) {
  visit.field("entries", entries, {.description = "Optical passes by method and phase."});
}

void PassLedger::add(std::string_view method, std::string_view phase, std::int64_t passes) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const LedgerEntry& entry) {
    return entry.method == method && entry.phase == phase;
  });
  if (found != entries.end()) {
    found->passes += passes;
  } else {
    entries.push_back(
        {.method = std::string(method), .phase = std::string(phase), .passes = passes});
  }
}

std::int64_t PassLedger::total() const noexcept {
  std::int64_t sum = 0;
  for (const LedgerEntry& entry : entries) {
    sum += entry.passes;
  }
  return sum;
}

std::int64_t PassLedger::total_of(std::string_view method) const noexcept {
  std::int64_t sum = 0;
  for (const LedgerEntry& entry : entries) {
    sum += entry.method == method ? entry.passes : 0;
  }
  return sum;
}

}  // namespace fiberloom::hal
