#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/pass_ledger.hpp>
#include <optional>
#include <string>

namespace fiberloom::hal {

/// Where a result comes from: written beside the arrays of every run.
struct RunRecord {
  static constexpr const char* schema = "fiberloom.run/1";

  std::string command{};  ///< "run", "calibrate", "finetune readout", …
  std::string plan{};
  std::string rig{};
  std::string bench{};
  std::string data{};
  std::string started_at{};   ///< UTC
  std::string finished_at{};  ///< UTC
  std::string calibration{};  ///< id of the one that was used; empty for none
  std::int64_t seed = 0;
  std::optional<double> test_accuracy{};
  PassLedger ledger{};

  void fields(core::FieldVisitor& visit);
};

}  // namespace fiberloom::hal
