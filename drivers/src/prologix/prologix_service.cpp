#include <fmt/format.h>

#include <array>
#include <charconv>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>
#include <fiberloom/drivers/prologix/prologix_service.hpp>
#include <fiberloom/drivers/wire/service_request_latch.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 30U;
constexpr std::chrono::seconds patience(60);  // with a client that does not take what it asked for

std::optional<int> number_in(const std::string& word) {
  int value = 0;
  const auto [end, trouble] = std::from_chars(word.data(), word.data() + word.size(), value);
  return trouble == std::errc{} && end == word.data() + word.size() ? std::optional(value)
                                                                    : std::nullopt;
}

class Controller {
 public:
  Controller(ByteStream& stream, const GpibBus& bus, std::mutex& turn, const std::stop_token& stop)
      : stream_(stream), bus_(bus), turn_(turn), stop_(stop) {}

  void serve() {
    std::array<char, 65536> buffer{};
    prologix::LineAssembler lines;
    for (;;) {
      const std::size_t count = stream_.read_some(buffer, Until::stopped(stop_));
      lines.feed({buffer.data(), count}, [&](prologix::Line line) {
        if (line.is_command) {
          command(line.text);
        } else {
          send_to_bus(std::move(line.text));
        }
      });
      if (lines.size() > longest_line) {
        throw protocol_error(stream_.name(), "a line without measure");
      }
    }
  }

 private:
  // Settings that are numbers, with their factory values.
  std::map<std::string, int> settings_{{"mode", 1},  {"auto", 0},           {"eoi", 1},
                                       {"eos", 0},   {"eot_enable", 0},     {"eot_char", 0},
                                       {"lon", 0},   {"read_tmo_ms", 1000}, {"savecfg", 1},
                                       {"status", 0}};

  [[nodiscard]] MessageDevice* talker() const {
    const auto found = bus_.find(address_);
    return found == bus_.end() ? nullptr : found->second;
  }

  void reply(std::string_view text) {
    const std::array<std::string_view, 2> parts{text, "\r\n"};
    stream_.write_parts(parts, Until::within(patience, stop_));
  }

  void send_to_bus(std::string data) {
    constexpr std::array<std::string_view, 4> ends{"\r\n", "\r", "\n", ""};
    data += ends.at(static_cast<std::size_t>(settings_["eos"]));
    if (MessageDevice* device = talker()) {
      const std::scoped_lock lock(turn_);
      std::string& output = outputs_[address_];
      if (!output.empty()) {
        device->note(QueryFault::interrupted);
      }
      device->execute(data, output);
    }
    if (settings_["auto"] == 1) {
      read_from_bus();
    }
  }

  // An instrument with nothing to say lets the read time out, and the controller says nothing either.
  void read_from_bus() {
    std::string answer;
    {
      const std::scoped_lock lock(turn_);
      answer.swap(outputs_[address_]);
      if (answer.empty() && talker() != nullptr) {
        talker()->note(QueryFault::unterminated);
      }
    }
    if (answer.empty()) {
      return;
    }
    if (settings_["eot_enable"] == 1) {
      answer += static_cast<char>(settings_["eot_char"]);
    }
    stream_.write(answer, Until::within(patience, stop_));
  }

  void command(const std::string& text) {
    const std::vector<std::string> words = prologix::words_of(text);
    if (words.empty() || !(change_setting(words) || act(words))) {
      reply("Unrecognized command");
    }
  }

  bool change_setting(const std::vector<std::string>& words) {
    const auto setting = settings_.find(words[0]);
    if (words[0] == "addr") {
      if (words.size() == 1) {
        reply(std::to_string(address_));
      } else if (const auto address = number_in(words[1]); address && *address <= 30) {
        address_ = *address;
      }
      return true;
    }
    if (setting == settings_.end()) {
      return false;
    }
    if (words.size() == 1) {
      reply(std::to_string(setting->second));
    } else if (const auto value = number_in(words[1])) {
      const int most = words[0] == "eos" ? 3 : words[0] == "read_tmo_ms" ? 3000 : 255;
      if (*value >= 0 && *value <= most) {
        setting->second = *value;
      }
    }
    return true;
  }

  bool act(const std::vector<std::string>& words) {
    using Action = std::function<void(Controller&)>;
    static const std::map<std::string, Action> actions{
        {"read", [](Controller& self) { self.read_from_bus(); }},
        {"spoll", [](Controller& self) { self.poll(); }},
        {"srq", [](Controller& self) { self.reply(self.wants_service() ? "1" : "0"); }},
        {"clr", [](Controller& self) { self.clear(); }},
        {"trg", [](Controller& self) { self.trigger(); }},
        {"ver",
         [](Controller& self) {
           self.reply("Prologix GPIB-ETHERNET Controller version 01.06.06.00");
         }},
        {"ifc", [](Controller&) {}},
        {"loc", [](Controller&) {}},  // no front panel behind it
        {"llo", [](Controller&) {}},
        {"rst", [](Controller& self) { self.outputs_.clear(); }}};
    const auto found = actions.find(words[0]);
    if (found == actions.end()) {
      return false;
    }
    found->second(*this);
    return true;
  }

  void poll() {
    std::uint8_t status = 0;
    if (MessageDevice* device = talker()) {
      const std::scoped_lock lock(turn_);
      status = latches_[address_].poll(device->status_byte(!outputs_[address_].empty()));
    }
    reply(std::to_string(status));
  }

  bool wants_service() {
    const std::scoped_lock lock(turn_);
    bool wants = false;
    for (const auto& [address, device] : bus_) {
      const std::uint8_t status = device->status_byte(!outputs_[address].empty());
      latches_[address].update(status);
      wants = wants || (status & status_byte::service_request) != 0;
    }
    return wants;
  }

  void clear() {
    const std::scoped_lock lock(turn_);
    outputs_[address_].clear();
    if (MessageDevice* device = talker()) {
      device->clear();
    }
  }

  void trigger() {
    const std::scoped_lock lock(turn_);
    if (MessageDevice* device = talker()) {
      device->trigger();
    }
  }

  ByteStream& stream_;
  const GpibBus& bus_;
  std::mutex& turn_;
  std::stop_token stop_;
  int address_ = 0;
  std::map<int, std::string> outputs_{};
  std::map<int, ServiceRequestLatch> latches_{};
};

}  // namespace

void serve_prologix(ByteStream& stream, const GpibBus& bus, std::mutex& turn,
                    const std::stop_token& stop) {
  Controller(stream, bus, turn, stop).serve();
}

}  // namespace fiberloom::drivers
