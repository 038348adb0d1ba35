#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fmt/format.h>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

WaveformGenerator::WaveformGenerator(std::string name, const BenchAccess& bench,
                                     const WaveformGeneratorRanges& ranges)
    : Instrument(std::move(name), bench),
      ranges_(ranges),
      amplitude_(*this, ranges.amplitude,
                 [this](double value) { return write_amplitude(value * units::v).in(units::v); }) {}

core::SampleRate WaveformGenerator::sample_rate() const noexcept {
  return ranges_.sample_rate_gsa_per_s * units::gsa_per_s;
}

Applied<core::Voltage> WaveformGenerator::set_amplitude(core::Voltage amplitude,
                                                        const std::stop_token& stop) {
  return set_in(units::v, amplitude_, amplitude, stop);
}

void WaveformGenerator::require_room(std::size_t frames, std::size_t samples) const {
  const std::size_t size = frames * samples;
  if (size == 0 || size > ranges_.memory_samples) {
    throw core::InputError("input.shape",
                           fmt::format("{}: {} frames of {} samples do not fit its memory of {}; "
                                       "load at least one and not more than fit",
                                       name(), frames, samples, ranges_.memory_samples));
  }
}

void WaveformGenerator::load(LoadedWaveform waveform) {
  require_room(waveform.samples.batch(), waveform.samples.samples());
  const double transmission_db =
      waveform.mean_transmission > 0.0
          ? std::max(silence_db, 10.0 * std::log10(waveform.mean_transmission))
          : silence_db;
  const Command command{.instrument = name(),
                        .key = transmission_key,
                        .from = transmission_db_,
                        .to = transmission_db};
  transmission_db_ = bench().guard->perform(command, [&] {
    write_waveform(std::move(waveform));
    return transmission_db;
  });
}

void WaveformGenerator::note_safe() {
  transmission_db_ = silence_db;
  bench().guard->note(name(), transmission_key, silence_db);
}

}  // namespace fiberloom::hal
