// A generator's own language, message by message: the dialect that keeps the most memory for whoever speaks to it.
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <fiberloom/hal/event_queue.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

namespace {

class OpenGuard final : public hal::CommandGuard {
 public:
  double perform(const hal::Command&, const std::function<double()>& write) override {
    return write();
  }
  [[nodiscard]] bool allows(const hal::Command&) const override { return true; }
  void note(const std::string&, const std::string&, double) override {}
};

class StandingClock final : public hal::Clock {
 public:
  [[nodiscard]] std::chrono::nanoseconds now() const override { return {}; }
  void wait(std::chrono::nanoseconds, const std::stop_token&) override {}
};

class Generator final : public hal::WaveformGenerator {
 public:
  explicit Generator(const hal::BenchAccess& bench)
      : WaveformGenerator("generator", bench, {.sample_rate_gsa_per_s = 64.0}) {}

 private:
  hal::Identity do_configure() override {
    setting("amplitude_v").read_back(0.5);
    return {};
  }
  void do_make_safe() noexcept override {}
  core::Voltage write_amplitude(core::Voltage amplitude) override { return amplitude; }
  void write_waveform(const hal::LoadedWaveform&) override {}
  void start_playing() override {}
};

void speak(std::string_view conversation, const char* options) {
  OpenGuard guard;
  StandingClock clock;
  hal::EventQueue events;
  Generator generator({.guard = &guard, .clock = &clock, .events = &events});
  generator.configure();
  const drivers::Dialect dialect = drivers::make_keysight_m819x_dialect(
      {.instrument = generator, .serial_number = "1", .options = options});
  std::string answer;
  while (!conversation.empty()) {
    const std::size_t end = conversation.find('\n');
    dialect.device->execute(conversation.substr(0, end), answer);
    conversation.remove_prefix(end == std::string_view::npos ? conversation.size() : end + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  speak(fuzz::as_text(data, size), "model=m8194a");
  speak(fuzz::as_text(data, size), "model=m8195a");
  return 0;
}
