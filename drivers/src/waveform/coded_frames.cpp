#include <fiberloom/drivers/waveform/coded_frames.hpp>
#include <fiberloom/drivers/waveform/dac_code.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>

namespace fiberloom::drivers {

CodedFrames code_frames(const core::FieldBatch<double>& frames, int bits) {
  CodedFrames coded{.frames = frames.batch(), .samples = frames.samples()};
  for (std::vector<int>& channel : coded.codes) {
    channel.reserve(frames.values().size());
  }
  double sum = 0.0;
  for (const std::complex<double>& sample : frames.values()) {
    const int in_phase = dac_code(sample.real(), bits);
    const int quadrature = dac_code(sample.imag(), bits);
    coded.codes[0].push_back(in_phase);
    coded.codes[1].push_back(quadrature);
    sum += ideal_transmission({dac_level(in_phase, bits), dac_level(quadrature, bits)});
  }
  coded.transmission = sum / static_cast<double>(frames.values().size());
  return coded;
}

core::FieldBatch<double> levels_of(const CodedFrames& frames, int bits) {
  core::FieldBatch<double> levels(frames.frames, frames.samples);
  for (std::size_t i = 0; i < levels.values().size(); ++i) {
    levels.values()[i] = {dac_level(frames.codes[0][i], bits), dac_level(frames.codes[1][i], bits)};
  }
  return levels;
}

}  // namespace fiberloom::drivers
