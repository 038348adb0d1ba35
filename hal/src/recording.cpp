#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/recording.hpp>
#include <utility>

#include "shot_file.hpp"

namespace fiberloom::hal {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "recording.json";

fs::path shots_of(const fs::path& folder, std::int64_t run) {
  return folder / fmt::format("shots-{:06}.h5", run);
}

// What two parts of one recording have to agree on.
std::string identity_of(RecordingManifest manifest) {
  manifest.label.started_at.clear();
  manifest.runs = 0;
  manifest.optical_passes = 0;
  return core::to_document_text(manifest);
}

}  // namespace

void check_complete(const RecordedRun& run) {
  const RunResult& result = run.result;
  const std::size_t frames = run.waveform.batch();
  if (run.averages == 0 || result.trace.batch() != frames ||
      result.trace.samples() != run.waveform.samples() || result.quality.size() != frames ||
      result.applied.size() != run.stages.size()) {
    throw core::InputError(
        "input.recording",
        fmt::format("recording: the result of a run of {} frames through {} stages has {} traces, "
                    "{} qualities and {} applied settings; it cannot be replayed",
                    frames, run.stages.size(), result.trace.batch(), result.quality.size(),
                    result.applied.size()));
  }
}

void RecordingManifest::fields(core::FieldVisitor& visit) {
  visit.field("rig", label.rig, {.description = "Name of the rig document."});
  visit.field("bench", label.bench, {.description = "Which bench of that name."});
  visit.field("started_at", label.started_at, {.description = "Begin, UTC."});
  visit.field("light_path", limits.path, {.description = "How the rig was wired."});
  visit.field("maximum_detector_power_w", limits.maximum_detector_power_w,
              {.description = "Largest mean power of a frame at the photodiode.",
               .minimum = 0.0,
               .exact = true});
  visit.field("detector_reference_power_w", limits.detector_reference_power_w,
              {.description = "Power there that a field of unit power stands for.",
               .minimum = 0.0,
               .exact = true});
  visit.field("runs", runs, {.description = "Runs that are complete.", .minimum = 0.0});
  visit.field("optical_passes", optical_passes,
              {.description = "Optical passes of all of them.", .minimum = 0.0});
}

RecordingWriter::RecordingWriter(fs::path folder, const RecordingLabel& label,
                                 const BackendLimits& limits)
    : folder_(std::move(folder)), manifest_{.label = label, .limits = limits} {
  std::error_code failure;
  fs::create_directories(folder_, failure);
  const fs::path path = folder_ / manifest_name;
  if (!fs::exists(path, failure)) {
    core::save_document(path, manifest_);
    return;
  }
  auto begun = core::read_document<RecordingManifest>(path);
  if (identity_of(begun) != identity_of(manifest_)) {
    throw core::InputError(
        "input.recording",
        fmt::format("{}: holds a recording of another rig, bench or light path ({}, {}); record "
                    "into another folder",
                    path.string(), core::printable(begun.label.rig),
                    core::printable(begun.label.bench)));
  }
  manifest_ = std::move(begun);
}

void RecordingWriter::append(const RecordedRun& run) {
  check_complete(run);
  write_shot_file(shots_of(folder_, manifest_.runs + 1), run);
  RecordingManifest longer = manifest_;
  ++longer.runs;
  longer.optical_passes += run.result.optical_passes;
  core::save_document(folder_ / manifest_name, longer);
  manifest_ = std::move(longer);
}

Recording read_recording(const fs::path& folder) {
  Recording recording{.manifest = core::read_document<RecordingManifest>(folder / manifest_name)};
  for (std::int64_t run = 1; run <= recording.manifest.runs; ++run) {
    recording.runs.push_back(read_shot_file(shots_of(folder, run)));
  }
  return recording;
}

}  // namespace fiberloom::hal
