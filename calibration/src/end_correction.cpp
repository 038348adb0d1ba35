#include <algorithm>
#include <fiberloom/calibration/end_correction.hpp>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/roll_off.hpp>

namespace fiberloom::calibration {
namespace {

using Complex = std::complex<double>;

constexpr double inverse_snr = 1e-3;

// Exactly 1 at no frequency loss, so that a perfect end is left alone.
Complex regularised_inverse(Complex transfer) {
  return (1.0 + inverse_snr) * std::conj(transfer) / (std::norm(transfer) + inverse_snr);
}

// The filter that makes one roll-off of another.
std::vector<Complex> turned_into(core::RollOff found, core::RollOff wanted,
                                 const core::TimeGrid& grid) {
  std::vector<Complex> filter = core::roll_off_transfer(found, grid);
  const std::vector<Complex> target = core::roll_off_transfer(wanted, grid);
  std::transform(filter.begin(), filter.end(), target.begin(), filter.begin(),
                 [](Complex is, Complex becomes) { return regularised_inverse(is) * becomes; });
  return filter;
}

}  // namespace

EndCorrection::EndCorrection(const TwinParameters& twin, const core::TimeGrid& grid,
                             const core::ElectricalEnds& wanted)
    : plan_(grid.size()) {
  if (twin.transmitter_inverse_bandwidth > 0.0) {
    transmit_ = turned_into({twin.transmitter_inverse_bandwidth}, wanted.transmitter, grid);
  }
  if (twin.receiver_inverse_bandwidth > 0.0 || twin.delay_samples != 0.0 || twin.gain != 1.0) {
    // A twin that knows of no roll-off leaves the rig's own, which the model expects.
    const bool is_known = twin.receiver_inverse_bandwidth > 0.0;
    receive_ = turned_into({twin.receiver_inverse_bandwidth},
                           is_known ? wanted.receiver : core::RollOff{}, grid);
    const std::vector<double> frequencies = grid.angular_frequencies();
    for (std::size_t j = 0; j < receive_.size(); ++j) {
      receive_[j] *= std::polar(1.0 / twin.gain, frequencies[j] * twin.delay_samples);
    }
  }
}

void EndCorrection::filter(std::span<Complex> row, const std::vector<Complex>& transfer) const {
  plan_.forward(row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] *= transfer[j];
  }
  plan_.inverse(row);
}

void EndCorrection::predistort(core::FieldBatch<double>& waveform) const {
  core::AlignedVector<Complex> row(plan_.size());
  for (std::size_t i = 0; i < waveform.batch() && !transmit_.empty(); ++i) {
    std::copy(waveform.row(i).begin(), waveform.row(i).end(), row.begin());
    filter(row, transmit_);
    std::copy(row.begin(), row.end(), waveform.row(i).begin());
  }
}

void EndCorrection::correct(core::RealBatch<double>& trace) const {
  core::AlignedVector<Complex> row(plan_.size());
  for (std::size_t i = 0; i < trace.batch() && !receive_.empty(); ++i) {
    std::copy(trace.row(i).begin(), trace.row(i).end(), row.begin());
    filter(row, receive_);
    std::transform(row.begin(), row.end(), trace.row(i).begin(),
                   [](const Complex& value) { return value.real(); });
  }
}

}  // namespace fiberloom::calibration
