#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/exfo_attenuator/exfo_attenuator.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

class ExfoAttenuator final : public Driven<hal::VariableAttenuator> {
 public:
  ExfoAttenuator(const hal::DriverRequest& request, const hal::VariableAttenuatorRanges& ranges,
                 std::unique_ptr<InstrumentLine> line, const ExfoAttenuatorConfig& config)
      : Driven(request, ranges, std::move(line)), insertion_loss_db_(config.insertion_loss_db) {}

 private:
  void read_settings() override {
    line().write("CLR");
    line().write("CAL 0.000 DB");
    line().write("OUTP:APM 1");
    setting("attenuation_db").read_back(attenuation_db());
  }
  // A shutter that was closed in the dark opens with the first attenuation that is asked for, after it has been set.
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    line().write(command_for(attenuation.value()));
    if (!is_open_) {
      line().write("D 0");
      is_open_ = true;
    }
    return core::Decibel(attenuation_db());
  }
  void do_make_safe() noexcept override {
    hal::Setting& attenuation = setting("attenuation_db");
    const double most_db = attenuation.spec().maximum;
    is_open_ = false;
    line().try_write("D 1");
    if (line().try_write(command_for(most_db))) {
      attenuation.sent_to(most_db);
    }
  }

  [[nodiscard]] std::string command_for(double attenuation_db) const {
    return fmt::format("ATT {:.3f} DB", -(attenuation_db + insertion_loss_db_));
  }
  // With or without its unit behind it.
  [[nodiscard]] double attenuation_db() {
    const std::string answer = line().query("ATT?");
    const std::optional<double> value =
        parse_number(std::string_view(answer).substr(0, answer.find_first_of("dD")));
    if (!value) {
      throw core::InstrumentError(
          "instrument.answer",
          fmt::format("{}: ATT? was answered '{}', which is no number of decibels; see whether the "
                      "driver fits the instrument",
                      name(), answer));
    }
    return -*value - insertion_loss_db_;
  }

  double insertion_loss_db_;
  bool is_open_ = false;  // as far as this driver knows
};

}  // namespace

std::unique_ptr<hal::VariableAttenuator> make_exfo_attenuator(
    const hal::DriverRequest& request, const ExfoAttenuatorConfig& config,
    std::unique_ptr<Transport> transport) {
  hal::VariableAttenuatorRanges ranges = hal::variable_attenuator_ranges(request.instrument);
  ranges.attenuation.resolution = std::max(ranges.attenuation.resolution, 0.005);
  // No queue of errors is known: what it took is read back.
  LineOptions options{.scpi = {.error_query = ""}};
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               std::move(options));
  return std::make_unique<ExfoAttenuator>(request, ranges, std::move(line), config);
}

}  // namespace fiberloom::drivers
