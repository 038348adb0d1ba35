#include <fmt/format.h>

#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

class KeysightAttenuator final : public Driven<hal::VariableAttenuator> {
 public:
  KeysightAttenuator(const hal::DriverRequest& request, const hal::VariableAttenuatorRanges& ranges,
                     std::unique_ptr<InstrumentLine> line, const Keysight816xConfig& config)
      : Driven(request, ranges, std::move(line)), channel_(config.channel) {}

 private:
  void read_settings() override {
    line().write(fmt::format(":OUTP{}:POW:CONTR 0", channel_));
    line().write(fmt::format(":INP{}:OFFS 0", channel_));
    setting("attenuation_db").read_back(attenuation_db());
  }
  // A shutter that was closed in the dark opens with the first attenuation that is asked for, after it has been set.
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    line().write(fmt::format(":INP{}:ATT {:.9g}", channel_, attenuation.value()));
    if (!is_open_) {
      line().write(fmt::format(":OUTP{}:STAT 1", channel_));
      is_open_ = true;
    }
    return core::Decibel(attenuation_db());
  }
  void do_make_safe() noexcept override {
    hal::Setting& attenuation = setting("attenuation_db");
    const double most_db = attenuation.spec().maximum;
    is_open_ = false;
    line().try_write(fmt::format(":OUTP{}:STAT 0", channel_));
    if (line().try_write(fmt::format(":INP{}:ATT {:.9g}", channel_, most_db))) {
      attenuation.sent_to(most_db);
    }
  }
  [[nodiscard]] double attenuation_db() {
    return line().query_number(fmt::format(":INP{}:ATT?", channel_));
  }

  int channel_;
  bool is_open_ = false;  // as far as this driver knows
};

}  // namespace

std::unique_ptr<hal::VariableAttenuator> make_keysight_attenuator(
    const hal::DriverRequest& request, const Keysight816xConfig& config,
    std::unique_ptr<Transport> transport) {
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport));
  return std::make_unique<KeysightAttenuator>(
      request, hal::variable_attenuator_ranges(request.instrument), std::move(line), config);
}

}  // namespace fiberloom::drivers
