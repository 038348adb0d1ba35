#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A setting that this bench holds within narrower limits than its instrument does.
struct SettingLimit {
  std::string key{};
  double minimum = 0.0;
  double maximum = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// One instrument on the table: what it is for, who speaks to it, and where it listens.
struct InstrumentSpec {
  std::string name{};     ///< how the bench calls it, once: "edfa-1"
  std::string role{};     ///< "laser", "optical_amplifier", ...: the file names in hal/instruments
  std::string driver{};   ///< id in the driver registry: "simulated", "keysight/n77xx"
  std::string address{};  ///< as its transport wants it; empty where none is needed
  std::string part{};     ///< id in the catalogue; empty when it is not there
  std::vector<SettingLimit> limits{};

  void fields(core::FieldVisitor& visit);
};

/// The transmitter: light, and what writes data onto it. Names of instruments.
struct TransmitterWiring {
  std::string source{};
  std::string generator{};
  std::string bias{};        ///< empty: the modulator holds its own operating point
  std::string broadening{};  ///< phase modulator that broadens the carrier; empty for none
  std::string polarization_controller{};  ///< in front of the modulator; empty for none
  double source_power_dbm = 13.0;         ///< that the source is set to when the bench is armed
  std::optional<double> modulator_v_pi_v =
      3.5;  ///< these three: empty where the part of `bias` tells
  std::optional<double> modulator_insertion_loss_db = 3.5;
  std::optional<double> modulator_extinction_ratio_db = 30.0;

  void fields(core::FieldVisitor& visit);
};

/// One stage in the order of the light: fixed dispersive parts of the plan, tunable dispersion, filter, delay, amplifier,
/// attenuator, tap with its meter, nonlinear part of the plan. What a bench does not have is left empty.
struct StageWiring {
  std::string name{};
  std::string dispersion_compensator{};
  std::string programmable_filter{};
  std::string delay_line{};
  std::string amplifier{};
  std::string attenuator{};
  std::string launch_meter{};
  double launch_tap_ratio = 0.0;  ///< share of the power that the meter sees

  void fields(core::FieldVisitor& visit);
};

/// Behind the last stage: attenuator, tap with its meter, switch, photodiode and digitiser.
struct ReceiverWiring {
  std::string attenuator{};
  std::string meter{};
  double tap_ratio = 0.0;
  std::string optical_switch{};     ///< sends the light to the digitiser or elsewhere
  std::int64_t digitizer_port = 1;  ///< of the switch
  std::string digitizer{};
  std::string photodiode_part{};  ///< id in the catalogue; empty when it is not there
  std::optional<double> responsivity_a_per_w = 0.7;  ///< empty where that part tells
  double load_ohm = 50.0;
  double full_scale = 6.0;   ///< largest |u|^2 that the digitiser is set to take
  bool sync_marker = false;  ///< a known frame behind each batch tells when its record began

  void fields(core::FieldVisitor& visit);
};

/// One measured connection between two neighbours on the way of the light.
///
/// Names are those of instruments, "modulator", and "STAGE/PART" for the fixed parts of a stage, e.g.
/// "stage 1/ofs-hnlf-507". What is not listed counts with the bench's default connector.
struct Connection {
  std::string from{};
  std::string to{};
  double loss_db = 0.0;
  double uncertainty_db = 0.1;  ///< how far it may be from that, at most

  void fields(core::FieldVisitor& visit);
};

enum class InterlockKind {
  maximum_power,       ///< the light that reaches `guards` stays below `limit_dbm`
  seed,                ///< `guards` may emit only while at least `limit_dbm` reaches it
  ramp,                ///< `setting` of `guards` rises by at most `step` in one write
  dark_before_change,  ///< `setting` of `guards` changes only while less than `limit_dbm` reaches it
  requires_setting  ///< `guards` may emit only while `setting` of `other` is between `minimum` and `maximum`
};

/// A rule across instruments that is checked before every write. What a kind has no use for stays empty.
struct InterlockSpec {
  std::string name{};
  InterlockKind kind = InterlockKind::maximum_power;
  std::string guards{};   ///< an instrument, or a fixed part as in Connection
  std::string setting{};  ///< key of `guards`, or of `other` for requires_setting
  std::string other{};    ///< an instrument
  double limit_dbm = 0.0;
  double step = 0.0;
  double minimum = 0.0;
  double maximum = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// A relay that takes the light away when nobody has sent it a sign of life for a while: whoever has light on keeps sending.
struct WatchdogSpec {
  std::string address{};  ///< as of an instrument
  double timeout_s = 1.0;

  void fields(core::FieldVisitor& visit);
};

/// A bench down to its instruments: the part of a rig document that says what is wired to what.
///
/// fields() reports what one entry alone has wrong; check_bench() what only the whole can show.
struct BenchDocument {
  std::vector<InstrumentSpec> instruments{};
  TransmitterWiring transmitter{};
  std::vector<StageWiring> stages{};
  ReceiverWiring receiver{};
  double connector_loss_db = 0.3;  ///< of every connection that is not listed
  double connector_uncertainty_db = 0.2;
  std::vector<Connection> wiring{};
  std::vector<InterlockSpec> interlocks{};
  std::optional<WatchdogSpec> watchdog{};
  double clock_rate =
      1.0;  ///< seconds of the bench in one second; above 1 only where no light has to settle

  void fields(core::FieldVisitor& visit);
};

}  // namespace fiberloom::hal
