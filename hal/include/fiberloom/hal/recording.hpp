#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/run.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// One run: what was asked, without its deadline, and what came back.
struct RecordedRun {
  std::vector<StageSetting> stages{};
  core::FieldBatch<double> waveform;
  std::size_t averages = 1;
  std::int64_t first_shot = 0;
  RunResult result;
};

/// Throws:  core::InputError "input.recording" for a result that does not fit its request: a trace or quality that lacks
///          frames, applied values that lack stages.
void check_complete(const RecordedRun& run);

/// What a recording is of.
struct RecordingLabel {
  std::string rig{};
  std::string bench{};
  std::string started_at{};  ///< UTC
};

/// The manifest of a recording, "recording.json" in its folder. The shots of run 1 lie beside it in "shots-000001.h5".
struct RecordingManifest {
  static constexpr const char* schema = "fiberloom.recording/1";

  RecordingLabel label{};
  BackendLimits limits{};
  std::int64_t runs = 0;  ///< those that are complete
  std::int64_t optical_passes = 0;

  void fields(core::FieldVisitor& visit);
};

/// A recording in memory.
struct Recording {
  RecordingManifest manifest{};
  std::vector<RecordedRun> runs{};
};

/// Writes a recording run by run into a folder.
///
/// Each run is a file of its own that appears as a whole and is never touched again, and the manifest counts it only
/// then: a power cut costs the run that was being written, and no other.
/// Threads: one at a time.
class RecordingWriter {
 public:
  /// Begins a recording, or goes on with the one in `folder`.
  ///
  /// Throws:  core::InputError "input.recording" when the folder holds a recording of another rig, bench or light path;
  ///          core::DocumentError when the folder cannot be written.
  RecordingWriter(std::filesystem::path folder, const RecordingLabel& label,
                  const BackendLimits& limits);

  /// Throws:  as check_complete; core::DocumentError "file.not_writable". The recording then ends with the run before.
  void append(const RecordedRun& run);

  [[nodiscard]] const RecordingManifest& manifest() const noexcept { return manifest_; }

 private:
  std::filesystem::path folder_;
  RecordingManifest manifest_;
};

/// Throws:  core::DocumentError "file.missing", core::InvalidDocument for the manifest, "document.recording" for a file
///          of shots that is damaged, cut short or of another kind; each names the file.
[[nodiscard]] Recording read_recording(const std::filesystem::path& folder);

}  // namespace fiberloom::hal
