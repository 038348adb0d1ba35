#pragma once

#include <cstdint>
#include <fiberloom/calibration/joint_identification.hpp>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <string>
#include <vector>

namespace fiberloom::calibration {

/// One fitted number.
struct CalibratedParameter {
  std::string name;  ///< such as "stage 1 dispersion_scale" or "delay_samples"
  double value = 0.0;
  double standard_error = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// A measured twin on paper: which bench, which light path, when, how well, and until when it may be trusted.
struct CalibrationDocument {
  static constexpr const char* schema = "fiberloom.calibration/1";

  std::string id;
  std::string rig;  ///< name of the rig document
  std::string
      bench;  ///< which of the benches of that name: a serial number, or the seed of a simulated one
  std::string measured_at;  ///< UTC, such as "2026-11-21T09:30:00Z"
  std::string expires_at;
  hal::LightPath light_path;
  std::vector<CalibratedParameter> parameters;
  double error_before = 0.0;
  double error_after = 0.0;
  std::int64_t optical_passes = 0;

  void fields(core::FieldVisitor& visit);
};

/// Fills in the parameters of an identification; the rest is the caller's.
void write_parameters(const Identification& identification, CalibrationDocument& document);

/// The twin that the document describes.
///
/// Throws:  core::CalibrationError "calibration.incomplete" when a parameter of the light path's stages is missing.
TwinParameters twin_of(const CalibrationDocument& document);

/// A file name for a calibration: rig, bench and time of measurement, letters, digits and hyphens.
std::string calibration_id(const CalibrationDocument& document);

/// Whether two light paths are the same parts in the same order at the same sample rate.
bool same_path(const hal::LightPath& a, const hal::LightPath& b);

}  // namespace fiberloom::calibration
