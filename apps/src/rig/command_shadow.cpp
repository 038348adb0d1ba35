#include "rig/command_shadow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/drivers/scpi/program_message.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/sim/bench/simulated_table.hpp>
#include <optional>
#include <utility>

#include "rig/bench_session.hpp"

namespace fiberloom::app {
namespace {

using Verdict = Judgement::Verdict;

// What these set no dialect tells, and it may be everything.
bool sets_everything(const drivers::ProgramUnit& unit) {
  const std::string& word = unit.header.empty() ? std::string() : unit.header.front().word;
  return word == "*RST" || word == "*RCL";
}

std::string options_of(const std::string& address) {
  const std::size_t mark = address.find('?');
  return mark == std::string::npos ? "" : address.substr(mark + 1);
}

drivers::InstrumentFamily family_of(const hal::InstrumentSpec& spec) {
  for (drivers::InstrumentFamily& family : drivers::instrument_families()) {
    if (family.driver.role == spec.role && family.driver.id == spec.driver) {
      return std::move(family);
    }
  }
  throw core::InputError(
      "input.unknown_driver",
      fmt::format("{}: there is no driver \"{}\" for a {}", spec.name, spec.driver, spec.role));
}

}  // namespace

// Asks the real bench's interlocks while a message is judged; what happens before and after is none of their business.
class CommandShadow::Guard final : public hal::CommandGuard {
 public:
  explicit Guard(const hal::InterlockGuard& real) : real_(real) {}

  double perform(const hal::Command& command, const std::function<double()>& write) override {
    check(command);
    const double applied = write();
    if (judges_) {
      changes_.push_back(command);
      changes_.back().to = applied;
    }
    return applied;
  }
  [[nodiscard]] bool allows(const hal::Command& command) const override {
    return real_.allows(command);
  }
  void note(const std::string&, const std::string&, double) override {}

  void check(const hal::Command& command) {
    if (!judges_) {
      return;
    }
    try {
      real_.check(command);
    } catch (const core::InterlockError& error) {
      refusal_ = refusal_ ? refusal_ : std::optional(error);
      throw;
    }
  }
  void add(const hal::Command& change) {
    if (judges_) {
      changes_.push_back(change);
    }
  }
  void begin() {
    judges_ = true;
    changes_.clear();
    refusal_.reset();
  }
  void end() { judges_ = false; }
  [[nodiscard]] const std::vector<hal::Command>& changes() const { return changes_; }
  [[nodiscard]] const std::optional<core::InterlockError>& refusal() const { return refusal_; }

 private:
  const hal::InterlockGuard& real_;
  bool judges_ = false;
  std::vector<hal::Command> changes_{};
  std::optional<core::InterlockError> refusal_{};
};

// The simulated bench that the instrument stands on, set as the real one is, and the instrument's side of the wire.
class CommandShadow::Twin {
 public:
  Twin(const ShadowedBench& shadowed, const std::string& name)
      : guard_(shadowed.bench.guard()),
        table_(shadowed.rig, shadowed.path, shadowed.catalog,
               {.spread = hal::bench_profile("ideal")}, &guard_) {
    for (const std::unique_ptr<hal::Instrument>& instrument : table_.instruments()) {
      set_as(*instrument, shadowed.bench);
    }
    const auto twin = std::ranges::find(table_.instruments(), name,
                                        [](const auto& instrument) { return instrument->name(); });
    const hal::InstrumentSpec& spec = spec_of(shadowed.bench, name);
    dialect_ = family_of(spec).make_dialect(
        {.instrument = **twin,
         .light = {.is_on = [this, name] { return table_.is_lit(name); },
                   .set = [this, name](bool is_on) { switch_light(name, is_on); }},
         .serial_number = "shadow",
         .options = options_of(spec.address)});
    if (!dialect_.device) {
      throw core::InputError(
          "input.no_messages",
          fmt::format("{}: {} speaks in frames or in a way of its own, not in messages; use `set`",
                      name, spec.driver));
    }
  }

  void tell(const std::string& message) { static_cast<void>(dialect_.device->ask(message)); }

  Judgement judge(const std::string& message) {
    static_cast<void>(take_errors());
    guard_.begin();
    std::string answer;
    try {
      answer = dialect_.device->ask(message);
    } catch (
        const core::
            Error&) {  // an interlock's refusal is kept by the guard; anything else is no understanding
    }
    guard_.end();
    if (guard_.refusal()) {
      return {.verdict = Verdict::refused,
              .code = guard_.refusal()->code(),
              .reason = guard_.refusal()->what()};
    }
    const std::optional<std::vector<drivers::ScpiError>> errors = take_errors();
    if (errors ? errors->empty() : !guard_.changes().empty()) {
      return {.verdict = Verdict::allowed, .changes = guard_.changes()};
    }
    return errors ? judgement_of(errors->front())
                  : Judgement{.reason = "the dialect of its family does nothing with it"};
  }

 private:
  static void set_as(hal::Instrument& twin, const hal::Bench& bench) {
    const auto& instruments = bench.instruments();
    const auto real = std::ranges::find(instruments, twin.name(),
                                        [](const auto& instrument) { return instrument->name(); });
    for (hal::Setting* setting : twin.settings()) {
      const auto applied = real == instruments.end()
                               ? std::nullopt
                               : (*real)->setting(setting->spec().key).applied();
      if (applied) {
        setting->set(std::clamp(*applied, setting->spec().minimum, setting->spec().maximum));
      }
    }
  }

  void switch_light(const std::string& name, bool is_on) {
    const hal::Command command{.instrument = name,
                               .key = hal::Command::emission_key,
                               .from = table_.is_lit(name) ? 1.0 : 0.0,
                               .to = is_on ? 1.0 : 0.0};
    guard_.check(command);
    table_.switch_light(name, is_on);
    guard_.add(command);
  }

  // Nothing where the dialect has no error queue.
  std::optional<std::vector<drivers::ScpiError>> take_errors() {
    constexpr int longest_queue = 100;
    std::vector<drivers::ScpiError> errors;
    for (int i = 0; i < longest_queue; ++i) {
      const auto error = drivers::parse_scpi_error(dialect_.device->ask("SYST:ERR?"));
      if (!error) {
        return std::nullopt;
      }
      if (error->code == 0) {
        break;
      }
      errors.push_back(*error);
    }
    return errors;
  }

  // -100 to -199 are for what is not understood, the others for what is not wanted.
  static Judgement judgement_of(const drivers::ScpiError& error) {
    const bool is_understood = error.code > -100 || error.code < -199;
    return {.verdict = is_understood ? Verdict::rejected : Verdict::unknown,
            .reason = drivers::to_text(error)};
  }

  Guard guard_;
  sim::SimulatedTable table_;
  drivers::Dialect dialect_{};
};

CommandShadow::CommandShadow(const ShadowedBench& bench, const std::string& instrument)
    : bench_(bench), instrument_(instrument), twin_(make_twin()) {}

CommandShadow::~CommandShadow() = default;

std::unique_ptr<CommandShadow::Twin> CommandShadow::make_twin() const {
  return std::make_unique<Twin>(bench_, instrument_);
}

Judgement CommandShadow::judge(const std::string& message) {
  if (std::ranges::any_of(drivers::parse_program_message(message).units, sets_everything)) {
    return {.reason = "nobody knows what it sets"};
  }
  Judgement judgement = twin_->judge(message);
  if (judgement.verdict == Verdict::allowed) {
    allowed_.push_back(message);
    return judgement;
  }
  // The front part of a message may have been carried out before the rest was refused.
  twin_ = make_twin();
  for (const std::string& earlier : allowed_) {
    twin_->tell(earlier);
  }
  return judgement;
}

bool only_asks(std::string_view message) {
  const drivers::ProgramMessage parsed = drivers::parse_program_message(message);
  return !parsed.error && !parsed.units.empty() &&
         std::ranges::all_of(parsed.units, &drivers::ProgramUnit::is_query);
}

}  // namespace fiberloom::app
