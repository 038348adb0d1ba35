#include <array>
#include <fiberloom/hal/bench_document.hpp>
#include <optional>

#include "instrument_roles.hpp"
#include "optional_fields.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::array interlock_names{
    core::EnumName<InterlockKind>{"maximum_power", InterlockKind::maximum_power},
    core::EnumName<InterlockKind>{"seed", InterlockKind::seed},
    core::EnumName<InterlockKind>{"ramp", InterlockKind::ramp},
    core::EnumName<InterlockKind>{"dark_before_change", InterlockKind::dark_before_change},
    core::EnumName<InterlockKind>{"requires_setting", InterlockKind::requires_setting}};

std::vector<std::string_view> role_names() {
  std::vector<std::string_view> names;
  for (const InstrumentRole& role : instrument_roles()) {
    names.push_back(role.name);
  }
  return names;
}

void require_name(core::FieldVisitor& visit, std::string_view key, const std::string& name) {
  visit.require(name.find('/') == std::string::npos, key,
                "must not have a '/': that stands between a stage and its part");
  visit.require(name != "modulator", key, "is what the modulator itself is called");
}

// A tap and its meter, or none of both.
void tapped_meter(core::FieldVisitor& visit, std::string_view meter_key, std::string& meter,
                  std::string_view ratio_key, double& ratio) {
  field_unless_empty(visit, meter_key, meter, {.description = "Power meter behind a tap."});
  std::optional<double> held;
  if (!meter.empty()) {
    held = ratio;
  }
  visit.field(ratio_key, held,
              {.description = "Share of the power that the tap sends to its meter.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .maximum = 1.0,
               .exclusive_maximum = true});
  ratio = held.value_or(0.0);
  visit.require(meter.empty() || held.has_value(), ratio_key, "a meter needs the ratio of its tap");
  visit.require(!meter.empty() || !held.has_value(), ratio_key, "there is no meter at this tap");
}

// A kind of interlock has the fields that it needs, and no others.
template <class T>
void of_kind(core::FieldVisitor& visit, std::string_view key, T& value, bool is_needed,
             const core::FieldOptions& options) {
  std::optional<T> held;
  if (is_needed) {
    held = value;
  }
  visit.field(key, held, options);
  value = held.value_or(T{});
  visit.require(!is_needed || held.has_value(), key, "missing: this kind of interlock needs it");
  visit.require(is_needed || !held.has_value(), key, "this kind of interlock has none");
}

}  // namespace

void SettingLimit::fields(core::FieldVisitor& visit) {
  visit.field("key", key, {.description = "Key of the setting.", .minimum_length = 1});
  visit.field("minimum", minimum, {.description = "Smallest value, in the unit of the key."});
  visit.field("maximum", maximum, {.description = "Largest value, in the unit of the key."});
  visit.require(minimum <= maximum, "maximum", "is below minimum");
}

void InstrumentSpec::fields(core::FieldVisitor& visit) {
  visit.field("name", name,
              {.description = "What the bench calls the instrument.", .minimum_length = 1});
  require_name(visit, "name", name);
  visit.field("role", role, {.description = "What it is for.", .one_of = role_names()});
  visit.field("driver", driver,
              {.description = "Id of its driver in the registry.", .minimum_length = 1});
  field_unless_empty(visit, "address", address,
                     {.description = "Where it listens, as its transport wants it."});
  field_unless_empty(visit, "part", part, {.description = "Id in the catalogue of parts."});
  field_unless_empty(visit, "limits", limits,
                     {.description = "Settings that this bench holds within narrower limits."});
}

void TransmitterWiring::fields(core::FieldVisitor& visit) {
  visit.field("source", source,
              {.description = "Laser or pulse source of the carrier.", .minimum_length = 1});
  visit.field(
      "generator", generator,
      {.description = "Waveform generator that drives the modulator.", .minimum_length = 1});
  field_unless_empty(
      visit, "bias", bias,
      {.description = "Bias of the modulator; absent when it holds its own operating point."});
  field_unless_empty(visit, "broadening", broadening,
                     {.description = "Phase modulator that broadens the carrier."});
  field_unless_empty(visit, "polarization_controller", polarization_controller,
                     {.description = "Polarisation controller in front of the modulator."});
  visit.field("source_power_dbm", source_power_dbm,
              {.description = "Power that the source is set to when the bench is armed.",
               .required = false,
               .minimum = -60.0,
               .maximum = 40.0});
  visit.field(
      "modulator_v_pi_v", modulator_v_pi_v,
      {.description = "Voltage that takes the modulator through half a period; absent where the "
                      "part of its bias tells.",
       .required = false,
       .minimum = 0.0,
       .exclusive_minimum = true});
  visit.field("modulator_insertion_loss_db", modulator_insertion_loss_db,
              {.description = "Loss of the modulator at its best transmission; absent as above.",
               .required = false,
               .minimum = 0.0});
  visit.field("modulator_extinction_ratio_db", modulator_extinction_ratio_db,
              {.description = "Between its best and its worst transmission; absent as above.",
               .required = false,
               .minimum = 0.0});
}

void StageWiring::fields(core::FieldVisitor& visit) {
  visit.field("name", name,
              {.description = "What plans call the stage: \"stage 1\".", .minimum_length = 1});
  require_name(visit, "name", name);
  field_unless_empty(visit, "dispersion_compensator", dispersion_compensator,
                     {.description = "Tunable dispersion behind the fixed parts."});
  field_unless_empty(visit, "programmable_filter", programmable_filter,
                     {.description = "Programmable amplitude and phase."});
  field_unless_empty(visit, "delay_line", delay_line, {.description = "Variable delay."});
  field_unless_empty(visit, "amplifier", amplifier, {.description = "Optical amplifier."});
  field_unless_empty(visit, "attenuator", attenuator,
                     {.description = "Attenuator that holds the launch power."});
  tapped_meter(visit, "launch_meter", launch_meter, "launch_tap_ratio", launch_tap_ratio);
}

void ReceiverWiring::fields(core::FieldVisitor& visit) {
  field_unless_empty(visit, "attenuator", attenuator,
                     {.description = "Attenuator that holds the power at the photodiode."});
  tapped_meter(visit, "meter", meter, "tap_ratio", tap_ratio);
  field_unless_empty(
      visit, "optical_switch", optical_switch,
      {.description = "Switch that sends the light to the photodiode or elsewhere."});
  std::optional<std::int64_t> port;
  if (!optical_switch.empty()) {
    port = digitizer_port;
  }
  visit.field(
      "digitizer_port", port,
      {.description = "Port of the switch, from 1, that the photodiode is at.", .minimum = 1.0});
  digitizer_port = port.value_or(1);
  visit.require(!optical_switch.empty() || !port.has_value(), "digitizer_port",
                "there is no switch");
  visit.field("digitizer", digitizer,
              {.description = "Photodiode with its digitiser.", .minimum_length = 1});
  field_unless_empty(visit, "photodiode_part", photodiode_part,
                     {.description = "Photodiode in the catalogue of parts."});
  visit.field("responsivity_a_per_w", responsivity_a_per_w,
              {.description = "Of the photodiode; absent where its part tells.",
               .required = false,
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.field("load_ohm", load_ohm,
              {.description = "Resistance that turns its current into the digitiser's voltage.",
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.field("full_scale", full_scale,
              {.description = "Largest |u|^2 that the digitiser is set to take.",
               .required = false,
               .minimum = 0.0,
               .exclusive_minimum = true});
  field_unless_zero(visit, "sync_marker", sync_marker,
                    {.description = "Whether a known frame behind each batch tells when its record "
                                    "began; absent: the digitiser's trigger is trusted."});
}

void Connection::fields(core::FieldVisitor& visit) {
  visit.field("from", from,
              {.description = "Instrument, \"modulator\" or STAGE/PART that the light leaves.",
               .minimum_length = 1});
  visit.field("to", to, {.description = "The next one that it enters.", .minimum_length = 1});
  visit.field("loss_db", loss_db, {.description = "Measured loss.", .minimum = 0.0});
  visit.field("uncertainty_db", uncertainty_db,
              {.description = "How far the loss may be from that, at most.",
               .required = false,
               .minimum = 0.0});
}

void InterlockSpec::fields(core::FieldVisitor& visit) {
  visit.field("name", name, {.description = "What refusals call it.", .minimum_length = 1});
  visit.enumeration("kind", kind, interlock_names, {.description = "The rule."});
  visit.field(
      "guards", guards,
      {.description = "Instrument, or STAGE/PART, that the rule protects.", .minimum_length = 1});
  const bool has_limit = kind == InterlockKind::maximum_power || kind == InterlockKind::seed ||
                         kind == InterlockKind::dark_before_change;
  const bool has_range = kind == InterlockKind::requires_setting;
  const bool has_step = kind == InterlockKind::ramp;
  const bool has_setting = has_range || has_step || kind == InterlockKind::dark_before_change;
  of_kind(visit, "setting", setting, has_setting,
          {.description = "Key of the setting that is judged.", .minimum_length = 1});
  of_kind(visit, "other", other, has_range,
          {.description = "Instrument whose setting decides.", .minimum_length = 1});
  of_kind(visit, "limit_dbm", limit_dbm, has_limit, {.description = "Mean power that arrives."});
  of_kind(visit, "step", step, has_step,
          {.description = "Largest rise by one write, in the unit of the setting.",
           .minimum = 0.0,
           .exclusive_minimum = true});
  of_kind(visit, "minimum", minimum, has_range, {.description = "Smallest value that will do."});
  of_kind(visit, "maximum", maximum, has_range, {.description = "Largest value that will do."});
  visit.require(minimum <= maximum, "maximum", "is below minimum");
}

void WatchdogSpec::fields(core::FieldVisitor& visit) {
  visit.field("address", address, {.description = "Where signs of life go.", .minimum_length = 1});
  visit.field("timeout_s", timeout_s,
              {.description = "Silence after which it takes the light away.",
               .minimum = 0.0,
               .exclusive_minimum = true});
}

void BenchDocument::fields(core::FieldVisitor& visit) {
  visit.field("instruments", instruments,
              {.description = "Everything with a driver.", .minimum_length = 1});
  visit.field("transmitter", transmitter, {.description = "Light, and what writes data onto it."});
  visit.field("stages", stages,
              {.description = "The stages in the order of the light.", .minimum_length = 1});
  visit.field("receiver", receiver, {.description = "What is behind the last stage."});
  visit.field("connector_loss_db", connector_loss_db,
              {.description = "Loss of every connection that is not listed.", .minimum = 0.0});
  visit.field("connector_uncertainty_db", connector_uncertainty_db,
              {.description = "How far that may be off, at most.", .minimum = 0.0});
  visit.field("wiring", wiring, {.description = "Connections whose loss was measured."});
  visit.field("interlocks", interlocks, {.description = "Rules that every write has to keep."});
  visit.field("watchdog", watchdog,
              {.description = "Relay that darkens the bench when its user falls silent."});
  std::optional<double> rate;
  if (clock_rate != 1.0) {
    rate = clock_rate;
  }
  visit.field("clock_rate", rate,
              {.description = "Seconds of a virtual bench in one second.", .minimum = 1.0});
  clock_rate = rate.value_or(1.0);
}

}  // namespace fiberloom::hal
