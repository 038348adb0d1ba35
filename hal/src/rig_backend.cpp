#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/optical_time.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <utility>

#include "frame_capture.hpp"
#include "instrument_sources.hpp"
#include "stage_control.hpp"
#include "transmitter_drive.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

BackendLimits limits_of(const RigDocument& rig, const LightPath& path) {
  return {.path = path,
          .maximum_detector_power_w = rig.receiver.maximum_power_w,
          .detector_reference_power_w = rig.receiver.reference_power_w};
}

ControlledPlace detector_place(const Bench& bench) {
  const ReceiverWiring& wiring = bench.document().receiver;
  const OpticalChain& chain = bench.guard().chain();
  const double behind_db =
      -10.0 * std::log10(1.0 - wiring.tap_ratio) + chain.loss_before_db(wiring.optical_switch) +
      chain.loss_through_db(wiring.optical_switch) + chain.loss_before_db(wiring.digitizer);
  const bool has_meter = !wiring.meter.empty();
  return {.attenuator = &bench.get<VariableAttenuator>(wiring.attenuator),
          .meter = has_meter ? &bench.get<PowerMeter>(wiring.meter) : nullptr,
          .place_per_meter = has_meter ? std::pow(10.0, -behind_db / 10.0) / wiring.tap_ratio : 1.0,
          .fixed_loss_db = behind_db};
}

// An instrument that answers NaN has measured nothing.
void drop_what_is_no_number(std::span<double> trace, FrameQuality& quality) {
  if (!std::ranges::all_of(trace, [](double value) { return std::isfinite(value); })) {
    quality.lost = true;
    std::ranges::fill(trace, 0.0);
  }
}

void check_time(const RunRequest& request) {
  if (request.stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted", "run: stopped before the light was set");
  }
  if (request.deadline != Deadline::max() && std::chrono::steady_clock::now() > request.deadline) {
    throw core::InstrumentError("instrument.timeout",
                                "run: the deadline passed before the first shot; allow more time");
  }
}

}  // namespace

// What a run turns: found once, when the backend is made.
class RigBackend::Controls {
 public:
  Controls(std::shared_ptr<Bench> shared_bench, const RigDocument& document, const LightPath& path,
           const Catalog& catalog, const RigBackendOptions& options)
      : bench(std::move(shared_bench)),
        rig(document),
        generator(bench->get<WaveformGenerator>(bench->document().transmitter.generator)),
        digitizer(bench->get<Digitizer>(bench->document().receiver.digitizer)),
        frames(generator, digitizer, path,
               {.full_scale = rig.transmitter.full_scale,
                .samples_per_batch = options.samples_per_batch,
                .sync_marker = bench->document().receiver.sync_marker}),
        detector(detector_place(*bench)),
        wavelength_nm(path.wavelength_nm),
        v_pi_v(modulator_figures(bench->document(), catalog).v_pi_v),
        responsivity_a_per_w(responsivity_of(bench->document(), catalog)) {
    const BenchDocument& wiring = bench->document();
    if (path.architecture != Architecture::all_optical_cascade) {
      throw core::InputError(
          "plan.architecture",
          fmt::format("the plan wants {}; a bench of instruments is wired as an all-optical "
                      "cascade so far: map with --architecture all_optical_cascade",
                      words_for(path.architecture)));
    }
    if (path.stages.size() > wiring.stages.size()) {
      throw core::InputError("plan.settings",
                             fmt::format("the light path has {} stages, the bench {}",
                                         path.stages.size(), wiring.stages.size()));
    }
    const OperatingWavelength wavelength = operating_wavelength(rig, path);
    for (std::size_t m = 0; m < path.stages.size(); ++m) {
      stages.emplace_back(*bench, wiring.stages[m], path.stages[m],
                          stage_parts(path.stages[m], catalog, wavelength));
    }
  }

  // The quiet state from which the sources may be enabled one after the other.
  void prepare() {
    bench->configure_all();
    const TransmitterWiring& wiring = bench->document().transmitter;
    bench->instrument(wiring.source).setting("output_power_dbm").set(wiring.source_power_dbm);
    tune();
    generator.set_amplitude(v_pi_v * units::v);
    for (StageControl& stage : stages) {
      stage.prepare();
    }
    detector.darken({});
    core::FieldBatch<double> idle(1, idle_samples);
    std::ranges::fill(idle.values(), std::complex<double>(1.0, 0.0));
    generator.load(drive_for(idle, rig.transmitter.full_scale));
    choose_port();
    meet_requirements();
    bench->wait_until_settled({});
    bench->arm_all();
  }

  // A plan that names a wavelength is built for it; meters are calibrated for one at a time.
  void tune() {
    if (wavelength_nm == 0.0) {
      return;
    }
    bench->instrument(bench->document().transmitter.source)
        .setting("wavelength_nm")
        .set(wavelength_nm);
    for (const std::unique_ptr<Instrument>& instrument : bench->instruments()) {
      if (instrument->role() == "power_meter") {
        instrument->setting("wavelength_nm").set(wavelength_nm);
      }
    }
  }

  // Brings every setting that an interlock wants for emission to the nearest end of its range.
  void meet_requirements() {
    for (const InterlockSpec& interlock : bench->document().interlocks) {
      if (interlock.kind == InterlockKind::requires_setting) {
        Setting& setting = bench->instrument(interlock.other).setting(interlock.setting);
        const double here = setting.applied().value_or(interlock.minimum);
        const double wanted = std::clamp(here, interlock.minimum, interlock.maximum);
        if (wanted != here) {
          setting.set(wanted);
          bench->instrument(interlock.other).wait_until_settled();
        }
      }
    }
  }

  void choose_port() {
    const ReceiverWiring& wiring = bench->document().receiver;
    if (!wiring.optical_switch.empty()) {
      bench->get<OpticalSwitch>(wiring.optical_switch).set_port(wiring.digitizer_port);
    }
  }

  // When one stage changes, all powers are brought to what is wanted again: an operating point depends on what is asked
  // and on when, not on what was asked before, and a resumed run meets it as it was.
  void set_stages(const RunRequest& request) {
    const auto stands = [&](const StageControl& stage) {
      return stage.is_at(request.stages[static_cast<std::size_t>(&stage - stages.data())]);
    };
    if (!request.aligns_powers && detector_power_w > 0.0 && std::ranges::all_of(stages, stands)) {
      return;
    }
    detector_power_w = 0.0;
    detector.darken(request.stop);
    for (std::size_t m = 0; m < stages.size(); ++m) {
      stages[m].apply(request.stages[m], request.stop);
    }
    detector_power_w =
        detector.bring_to(rig.receiver.reference_power_w * units::w, request.stop).in(units::w);
    if (!(detector_power_w > 0.0)) {
      check_seeds();  // they know better where the light was lost
      throw core::InstrumentError(
          "instrument.no_light",
          fmt::format("{}: no light in front of the photodiode; look for a break behind the last "
                      "amplifier",
                      bench->document().receiver.meter));
    }
    digitizer.set_full_scale(volts_per_unit() * bench->document().receiver.full_scale * units::v,
                             request.stop);
    bench->wait_until_settled(request.stop);
  }

  // An amplifier that runs without its seed destroys itself or what comes after it.
  void check_seeds() const {
    for (const InterlockSpec& interlock : bench->document().interlocks) {
      if (interlock.kind != InterlockKind::seed || !bench->guard().chain().find(interlock.guards)) {
        continue;
      }
      const double seed_w =
          bench->get<OpticalAmplifier>(interlock.guards).input_power().in(units::w);
      if (seed_w < 1e-3 * std::pow(10.0, interlock.limit_dbm / 10.0)) {
        throw core::InterlockError(
            "interlock.seed_lost",
            fmt::format("{}: {:.3g} W at its input, {:.2f} dBm are needed; look for a break "
                        "between it and the source",
                        interlock.guards, seed_w, interlock.limit_dbm));
      }
    }
  }

  [[nodiscard]] double volts_per_unit() const {
    return detector_power_w * responsivity_a_per_w * bench->document().receiver.load_ohm;
  }

  static constexpr std::size_t idle_samples = 64;

  std::shared_ptr<Bench> bench;
  RigDocument rig;
  WaveformGenerator& generator;
  Digitizer& digitizer;
  FrameCapture frames;
  PowerControl detector;
  std::vector<StageControl> stages;
  double wavelength_nm;  // 0: where the laser is
  double v_pi_v;
  double responsivity_a_per_w;
  double detector_power_w = 0.0;  // measured for |u|^2 = 1; 0: not set yet
};

RigBackend::RigBackend(std::shared_ptr<Bench> bench, const RigDocument& rig, const LightPath& path,
                       const Catalog& catalog, const RigBackendOptions& options)
    : Backend(limits_of(rig, path)),
      controls_(std::make_unique<Controls>(std::move(bench), rig, path, catalog, options)) {}

RigBackend::~RigBackend() = default;

void RigBackend::prepare_emission() {
  controls_->detector_power_w = 0.0;
  controls_->prepare();
}

RunResult RigBackend::run_checked(const RunRequest& request) {
  using Steady = std::chrono::steady_clock;
  const auto begin = Steady::now();
  check_time(request);
  Controls& controls = *controls_;
  controls.frames.require_room(request);
  controls.bench->clock().go_to_shot(request.first_shot);
  controls.check_seeds();
  controls.set_stages(request);
  const auto configured = Steady::now();
  CapturedTraces captured = controls.frames.capture(request, controls.volts_per_unit());
  controls.check_seeds();

  RunResult result{.trace = std::move(captured.volts), .quality = std::move(captured.quality)};
  for (std::size_t i = 0; i < result.quality.size(); ++i) {
    result.quality[i].clipped |=
        is_clipped(request.waveform.row(i), controls.rig.transmitter.full_scale);
    drop_what_is_no_number(result.trace.row(i), result.quality[i]);
  }
  for (const StageControl& stage : controls.stages) {
    result.applied.push_back(stage.applied());
  }
  result.optical_passes = controls.frames.optical_passes(request);
  const auto end = Steady::now();
  result.times = {
      .configure = configured - begin,
      .acquire = end - configured,
      .total = end - begin,
      .optical = optical_time(result.optical_passes, request.waveform.samples(), limits().path)};
  return result;
}

std::unique_ptr<Rig> make_instrument_rig(const std::shared_ptr<Bench>& bench,
                                         const RigDocument& rig, const LightPath& path,
                                         const Catalog& catalog, const RigBackendOptions& options) {
  return std::make_unique<Rig>(rig.name,
                               std::make_unique<RigBackend>(bench, rig, path, catalog, options),
                               sources_of(bench));
}

}  // namespace fiberloom::hal
