#pragma once

#include <chrono>
#include <fiberloom/calibration/calibration_document.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::calibration {

/// UTC in the form of the documents: "2026-11-21T09:30:00Z".
std::string utc_text(std::chrono::system_clock::time_point time);

/// A folder of dated calibrations. Nothing in it is ever overwritten: a new measurement is a new file.
///
/// Threads: one at a time.
class CalibrationStore {
 public:
  explicit CalibrationStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes the document under its id and returns the file. The folder is made when it is missing.
  ///
  /// Throws:  core::CalibrationError "calibration.exists" when that id is taken; as core::save_document.
  std::filesystem::path save(const CalibrationDocument& document) const;

  /// The newest calibration of this bench and light path that has not expired at `now`, or nothing. A missing folder
  /// holds nothing.
  ///
  /// Throws:  core::InvalidDocument for a file in the folder that is no calibration.
  [[nodiscard]] std::optional<CalibrationDocument> newest(std::string_view rig,
                                                          std::string_view bench,
                                                          const hal::LightPath& path,
                                                          std::string_view now) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace fiberloom::calibration
