#pragma once

#include <fiberloom/hal/event_queue.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "command_line.hpp"

namespace fiberloom::app {

/// What was done to a bench, one JSON object a line, at the end of a file: every write with what was asked and what was
/// applied, every refusal, every fault, and what was said to an instrument past its driver.
///
/// Throws:  core::DocumentError "file.not_writable".
class BenchLog {
 public:
  /// `command` stands in every line.
  BenchLog(std::filesystem::path file, std::string command);
  BenchLog(const BenchLog&) = delete;
  BenchLog& operator=(const BenchLog&) = delete;
  ~BenchLog();

  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }
  /// With time and command in front.
  void write(Json entry) const;
  void write(const hal::Event& event) const;
  /// A setting as a person asked for it; the writes that it took are events.
  void write_set(const std::string& instrument, const hal::SettingWrite& write) const;
  /// Everything that has happened since the last call.
  void take_from(hal::EventQueue& events) const;

 private:
  std::filesystem::path file_;
  std::string command_;
  int descriptor_;
};

/// The usual place: FOLDER/RIG.log in the folder for state.
[[nodiscard]] std::filesystem::path usual_log_file(std::string_view rig);

/// What a person last asked for, by instrument and key, as the end of a log tells; empty when there is none.
[[nodiscard]] std::map<std::pair<std::string, std::string>, hal::SettingWrite> last_writes(
    const std::filesystem::path& log);

}  // namespace fiberloom::app
