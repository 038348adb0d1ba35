#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fiberloom/calibration/calibration_store.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::calibration {

std::string utc_text(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::filesystem::path CalibrationStore::save(const CalibrationDocument& document) const {
  std::filesystem::path file = folder_ / (document.id + ".json");
  if (std::filesystem::exists(file)) {
    throw core::CalibrationError(
        "calibration.exists",
        fmt::format("{}: this calibration exists already; nothing was overwritten", file.string()));
  }
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  core::save_document(file, document);
  return file;
}

std::optional<CalibrationDocument> CalibrationStore::newest(std::string_view rig,
                                                            std::string_view bench,
                                                            const hal::LightPath& path,
                                                            std::string_view now) const {
  std::optional<CalibrationDocument> best;
  if (!std::filesystem::is_directory(folder_)) {
    return best;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() != ".json") {
      continue;
    }
    auto document = core::read_document<CalibrationDocument>(entry.path());
    const bool fits = document.rig == rig && document.bench == bench &&
                      same_path(document.light_path, path) && document.expires_at > now;
    // Times of this form sort as text.
    if (fits && (!best || document.measured_at > best->measured_at)) {
      best = std::move(document);
    }
  }
  return best;
}

}  // namespace fiberloom::calibration
