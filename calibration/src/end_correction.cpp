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

}  // namespace

EndCorrection::EndCorrection(const TwinParameters& twin, const core::TimeGrid& grid)
    : plan_(grid.size()) {
  if (twin.transmitter_inverse_bandwidth > 0.0) {
    transmit_ = core::roll_off_transfer({twin.transmitter_inverse_bandwidth}, grid);
    std::transform(transmit_.begin(), transmit_.end(), transmit_.begin(), regularised_inverse);
  }
  if (twin.receiver_inverse_bandwidth > 0.0 || twin.delay_samples != 0.0 || twin.gain != 1.0) {
    receive_ = core::roll_off_transfer({twin.receiver_inverse_bandwidth}, grid);
    const std::vector<double> frequencies = grid.angular_frequencies();
    for (std::size_t j = 0; j < receive_.size(); ++j) {
      receive_[j] = regularised_inverse(receive_[j]) *
                    std::polar(1.0 / twin.gain, frequencies[j] * twin.delay_samples);
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
