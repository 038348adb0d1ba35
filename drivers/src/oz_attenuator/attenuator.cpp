#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_attenuator.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_client.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

constexpr auto way_home = 40s;
constexpr auto motion_time = 20s;

class OzAttenuator final : public hal::VariableAttenuator {
 public:
  OzAttenuator(const hal::DriverRequest& request, const hal::VariableAttenuatorRanges& ranges,
               OzAttenuatorConfig config, OpenStream open)
      : VariableAttenuator(request.instrument.spec.name, request.bench, ranges),
        config_(std::move(config)),
        client_(request.instrument.spec.name, std::move(open)) {}

  [[nodiscard]] hal::SelfTest self_test() override {
    const bool has_passed = knows_position();
    return {.has_passed = has_passed, .words = has_passed ? "" : "it does not know its position"};
  }

 private:
  hal::Identity do_configure() override {
    const std::vector<std::string> lines = client_.ask("CD", motion_time);
    insertion_loss_db_ = client_.number(lines, "IL:");
    require_range(client_.number(lines, "MAX ATTEN:") - insertion_loss_db_);
    if (!knows_position()) {
      static_cast<void>(client_.ask("H", way_home));
    }
    setting("attenuation_db").read_back(attenuation_db());
    return {.vendor = "OZ Optics", .model = "DD-100", .serial_number = config_.serial_number};
  }
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    static_cast<void>(client_.ask(command_for(attenuation.value()), motion_time));
    return core::Decibel(attenuation_db());
  }
  void do_make_safe() noexcept override {
    hal::Setting& attenuation = setting("attenuation_db");
    const double most_db = attenuation.spec().maximum;
    if (client_.try_ask(command_for(most_db))) {
      attenuation.sent_to(most_db);
    }
  }

  void require_range(double most_db) const {
    const double allowed_db = setting("attenuation_db").spec().maximum;
    if (most_db < allowed_db - 0.01) {
      throw core::InputError(
          "input.limits",
          fmt::format(
              "{}: the rig allows attenuation_db up to {:.4g}, the instrument {:.4g} beside "
              "its insertion loss; narrow its limits in the rig document",
              name(), allowed_db, most_db));
    }
  }
  // It counts its insertion loss as attenuation.
  [[nodiscard]] std::string command_for(double attenuation_db) const {
    return fmt::format("A{:.2f}", attenuation_db + insertion_loss_db_);
  }
  [[nodiscard]] double attenuation_db() {
    return client_.number(client_.ask("D", motion_time), "ATTEN:") - insertion_loss_db_;
  }
  [[nodiscard]] bool knows_position() {
    return parse_number(client_.value(client_.ask("D", motion_time), "ATTEN:")).has_value();
  }

  OzAttenuatorConfig config_;
  OzClient client_;
  double insertion_loss_db_ = 0.0;
};

}  // namespace

std::unique_ptr<hal::VariableAttenuator> make_oz_attenuator(const hal::DriverRequest& request,
                                                            const OzAttenuatorConfig& config,
                                                            OpenStream open) {
  hal::VariableAttenuatorRanges ranges = hal::variable_attenuator_ranges(request.instrument);
  ranges.attenuation.resolution = std::max(ranges.attenuation.resolution, 0.01);
  return std::make_unique<OzAttenuator>(request, ranges, config, std::move(open));
}

}  // namespace fiberloom::drivers
