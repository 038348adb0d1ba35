#pragma once

#include <fiberloom/hal/recording.hpp>
#include <filesystem>

namespace fiberloom::hal {

/// Writes one run as an HDF5 file that appears as a whole: data sets "waveform" [frames, samples, 2], "trace" [frames,
/// samples], "settings" [stages, 2], "applied" [stages, 4], "quality" [frames, 3]; numbers of the run as attributes.
///
/// Units:   settings in s^2 and W, every bit kept; the rest as in RunRequest and RunResult.
/// Throws:  core::DocumentError "file.missing", "file.not_writable".
/// Threads: safe: HDF5 is used by one thread at a time.
void write_shot_file(const std::filesystem::path& path, const RecordedRun& run);

/// Throws:  core::DocumentError "file.missing", "file.not_readable"; "document.recording" for a file that is no such run,
///          or whose checksums do not agree.
[[nodiscard]] RecordedRun read_shot_file(const std::filesystem::path& path);

}  // namespace fiberloom::hal
