#include "rig/bench_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fiberloom/core/error.hpp>
#include <fstream>

#include "rig/state_folders.hpp"
#include "rig_run.hpp"

namespace fiberloom::app {
namespace {

// As far back as a log is looked at: some ten thousand lines.
constexpr std::streamoff longest_look_back = 2 << 20;

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw core::DocumentError("file.not_writable",
                            fmt::format("{}: cannot be written: {}; name another file with --log",
                                        file.string(), std::strerror(errno)));
}

// Standing by and being armed changes nothing outside; light does.
bool is_worth_a_line(const hal::Event& event) {
  return event.kind != hal::EventKind::life_cycle || event.text == "emitting";
}

constexpr const char* set_event = "set";

double number(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_number() ? found->get<double>() : std::nan("");
}

std::string text(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

BenchLog::BenchLog(std::filesystem::path file, std::string command)
    : file_(std::move(file)),
      command_(std::move(command)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (descriptor_ < 0) {
    refuse(file_);
  }
}

BenchLog::~BenchLog() { ::close(descriptor_); }

// One write a line: lines of several processes do not mix.
void BenchLog::write(Json entry) const {
  Json line{{"time", utc_now()}, {"command", command_}};
  line.update(entry);
  const std::string bytes = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    refuse(file_);
  }
}

void BenchLog::write(const hal::Event& event) const {
  Json entry{{"event", name_of(event.kind)}, {"instrument", event.instrument}};
  if (event.write) {
    entry["key"] = event.write->key;
    entry["asked"] = event.write->asked;
    entry["applied"] = event.write->applied;
  } else {
    entry["text"] = event.text;
  }
  write(std::move(entry));
}

void BenchLog::write_set(const std::string& instrument, const hal::SettingWrite& write) const {
  this->write({{"event", set_event},
               {"instrument", instrument},
               {"key", write.key},
               {"asked", write.asked},
               {"applied", write.applied}});
}

void BenchLog::take_from(hal::EventQueue& events) const {
  for (const hal::Event& event : events.take()) {
    if (is_worth_a_line(event)) {
      write(event);
    }
  }
}

std::filesystem::path usual_log_file(std::string_view rig) {
  return state_folder() / (file_name_of_rig(rig) + ".log");
}

std::map<std::pair<std::string, std::string>, hal::SettingWrite> last_writes(
    const std::filesystem::path& log) {
  std::map<std::pair<std::string, std::string>, hal::SettingWrite> writes;
  std::ifstream file(log, std::ios::binary | std::ios::ate);
  if (!file) {
    return writes;
  }
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - longest_look_back));
  for (std::string line; std::getline(file, line);) {
    const Json entry = Json::parse(line, nullptr, false);
    if (entry.is_object() && text(entry, "event") == set_event) {
      const std::string key = text(entry, "key");
      writes[{text(entry, "instrument"), key}] = {
          .key = key, .asked = number(entry, "asked"), .applied = number(entry, "applied")};
    }
  }
  return writes;
}

}  // namespace fiberloom::app
