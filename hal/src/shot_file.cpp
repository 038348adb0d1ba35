#include "shot_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>

#include "hdf5_file.hpp"

namespace fiberloom::hal {
namespace {

namespace fs = std::filesystem;
namespace units = core::units;

using Shape = std::vector<std::size_t>;

constexpr const char* delays = "late_by_samples";

Hdf5Table<double> waveform_table(const core::FieldBatch<double>& waveform) {
  Hdf5Table<double> table{.shape = {waveform.batch(), waveform.samples(), 2}};
  for (const std::complex<double>& value : waveform.values()) {
    table.values.push_back(value.real());
    table.values.push_back(value.imag());
  }
  return table;
}

Hdf5Table<double> settings_table(const std::vector<StageSetting>& stages) {
  Hdf5Table<double> table{.shape = {stages.size(), 2}};
  for (const StageSetting& stage : stages) {
    table.values.push_back(stage.dispersion.in(units::s2));
    table.values.push_back(stage.launch_power.in(units::w));
  }
  return table;
}

Hdf5Table<double> applied_table(const std::vector<AppliedStage>& applied) {
  Hdf5Table<double> table{.shape = {applied.size(), 4}};
  for (const AppliedStage& stage : applied) {
    table.values.push_back(stage.dispersion.requested.in(units::s2));
    table.values.push_back(stage.dispersion.applied.in(units::s2));
    table.values.push_back(stage.launch_power.requested.in(units::w));
    table.values.push_back(stage.launch_power.applied.in(units::w));
  }
  return table;
}

Hdf5Table<std::int64_t> quality_table(const std::vector<FrameQuality>& quality) {
  Hdf5Table<std::int64_t> table{.shape = {quality.size(), 3}};
  for (const FrameQuality& frame : quality) {
    for (const bool flag : {frame.clipped, frame.saturated, frame.lost}) {
      table.values.push_back(flag ? 1 : 0);
    }
  }
  return table;
}

// Of runs with a sync marker alone: the files of all others stay what they were.
bool has_delays(const std::vector<FrameQuality>& quality) {
  return std::ranges::any_of(
      quality, [](const FrameQuality& frame) { return frame.late_by_samples != 0.0; });
}

Hdf5Table<double> delay_table(const std::vector<FrameQuality>& quality) {
  Hdf5Table<double> table{.shape = {quality.size()}};
  for (const FrameQuality& frame : quality) {
    table.values.push_back(frame.late_by_samples);
  }
  return table;
}

std::string lines_of(const std::vector<std::string>& texts) {
  std::string lines;
  for (const std::string& text : texts) {
    lines += text + '\n';
  }
  return lines;
}

std::vector<std::string> texts_of(const std::string& lines) {
  std::vector<std::string> texts;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    texts.push_back(lines.substr(begin, end - begin));
    begin = end + 1;
  }
  return texts;
}

// Reads the tables of one file and refuses those that do not fit one another.
class ShotReader {
 public:
  ShotReader(const fs::path& path, const Hdf5File& file) : path_(path), file_(file) {}

  [[nodiscard]] Hdf5Table<double> doubles(const char* name, std::size_t columns) const {
    Hdf5Table<double> table = file_.read_doubles(name);
    require(table.shape.size() >= 2 && table.shape.back() == columns, name);
    return table;
  }

  [[nodiscard]] core::FieldBatch<double> waveform() const {
    const Hdf5Table<double> table = doubles("waveform", 2);
    require(table.shape.size() == 3, "waveform");
    core::FieldBatch<double> waveform(table.shape[0], table.shape[1]);
    for (std::size_t i = 0; i < waveform.values().size(); ++i) {
      waveform.values()[i] = {table.values[2 * i], table.values[2 * i + 1]};
    }
    return waveform;
  }

  [[nodiscard]] core::RealBatch<double> trace(const core::FieldBatch<double>& waveform) const {
    const Hdf5Table<double> table = file_.read_doubles("trace");
    require(table.shape == Shape{waveform.batch(), waveform.samples()}, "trace");
    core::RealBatch<double> trace(waveform.batch(), waveform.samples());
    std::ranges::copy(table.values, trace.values().begin());
    return trace;
  }

  [[nodiscard]] std::vector<StageSetting> settings() const {
    const Hdf5Table<double> table = doubles("settings", 2);
    std::vector<StageSetting> stages;
    for (std::size_t i = 0; i < table.values.size(); i += 2) {
      stages.push_back({.dispersion = table.values[i] * units::s2,
                        .launch_power = table.values[i + 1] * units::w});
    }
    return stages;
  }

  [[nodiscard]] std::vector<AppliedStage> applied(std::size_t num_stages) const {
    const Hdf5Table<double> table = doubles("applied", 4);
    require(table.shape == Shape{num_stages, 4}, "applied");
    std::vector<AppliedStage> applied;
    for (std::size_t i = 0; i < table.values.size(); i += 4) {
      const double* row = table.values.data() + i;
      applied.push_back(
          {.dispersion = {.requested = row[0] * units::s2, .applied = row[1] * units::s2},
           .launch_power = {.requested = row[2] * units::w, .applied = row[3] * units::w}});
    }
    return applied;
  }

  [[nodiscard]] std::vector<FrameQuality> quality(std::size_t frames) const {
    const Hdf5Table<std::int64_t> table = file_.read_integers("quality");
    require(table.shape == Shape{frames, 3}, "quality");
    std::vector<FrameQuality> quality;
    for (std::size_t i = 0; i < table.values.size(); i += 3) {
      quality.push_back({.clipped = table.values[i] != 0,
                         .saturated = table.values[i + 1] != 0,
                         .lost = table.values[i + 2] != 0});
    }
    if (file_.has_table(delays)) {
      const Hdf5Table<double> late = file_.read_doubles(delays);
      require(late.shape == Shape{frames}, delays);
      for (std::size_t i = 0; i < frames; ++i) {
        quality[i].late_by_samples = late.values[i];
      }
    }
    return quality;
  }

  void require(bool holds, const char* name) const {
    if (!holds) {
      throw core::DocumentError(
          "document.recording",
          fmt::format("{}: \"{}\" does not fit the rest: not the shots of a run", path_.string(),
                      name));
    }
  }

 private:
  const fs::path& path_;
  const Hdf5File& file_;
};

}  // namespace

void write_shot_file(const fs::path& path, const RecordedRun& run) {
  Hdf5File file = Hdf5File::make(path);
  file.write("waveform", waveform_table(run.waveform));
  const core::RealBatch<double>& trace = run.result.trace;
  file.write("trace", Hdf5Table<double>{.shape = {trace.batch(), trace.samples()},
                                        .values = {trace.values().begin(), trace.values().end()}});
  file.write("settings", settings_table(run.stages));
  file.write("applied", applied_table(run.result.applied));
  file.write("quality", quality_table(run.result.quality));
  if (has_delays(run.result.quality)) {
    file.write(delays, delay_table(run.result.quality));
  }
  file.write_attribute("averages", static_cast<std::int64_t>(run.averages));
  file.write_attribute("first_shot", run.first_shot);
  file.write_attribute("optical_passes", run.result.optical_passes);
  file.write_attribute("configure_ns", run.result.times.configure.count());
  file.write_attribute("acquire_ns", run.result.times.acquire.count());
  file.write_attribute("total_ns", run.result.times.total.count());
  file.write_attribute("calibration_ids", lines_of(run.result.calibration_ids));
  file.save();
}

RecordedRun read_shot_file(const fs::path& path) {
  const Hdf5File file = Hdf5File::open(path, core::read_file(path));
  const ShotReader read(path, file);
  RecordedRun run;
  run.waveform = read.waveform();
  run.stages = read.settings();
  const std::int64_t averages = file.read_attribute("averages");
  read.require(averages >= 1, "averages");
  run.averages = static_cast<std::size_t>(averages);
  run.first_shot = file.read_attribute("first_shot");
  run.result.trace = read.trace(run.waveform);
  run.result.applied = read.applied(run.stages.size());
  run.result.quality = read.quality(run.waveform.batch());
  run.result.optical_passes = file.read_attribute("optical_passes");
  run.result.times = {.configure = std::chrono::nanoseconds(file.read_attribute("configure_ns")),
                      .acquire = std::chrono::nanoseconds(file.read_attribute("acquire_ns")),
                      .total = std::chrono::nanoseconds(file.read_attribute("total_ns"))};
  run.result.calibration_ids = texts_of(file.read_text_attribute("calibration_ids"));
  return run;
}

}  // namespace fiberloom::hal
