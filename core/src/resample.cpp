#include <fiberloom/core/resample.hpp>

#include <algorithm>
#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <string>

namespace fiberloom::core {

namespace {

using Spectrum = AlignedVector<std::complex<double>>;

/// Moves the bins both lengths share from `in` to `out` and scales by out/in.
void carry_bins(const Spectrum& in, Spectrum& out) {
  const std::size_t n = in.size();
  const std::size_t m = out.size();
  const std::size_t shorter = std::min(n, m);
  const double scale = static_cast<double>(m) / static_cast<double>(n);
  std::ranges::fill(out, std::complex<double>{});
  out[0] = in[0] * scale;
  for (std::size_t bin = 1; 2 * bin < shorter; ++bin) {
    out[bin] = in[bin] * scale;
    out[m - bin] = in[n - bin] * scale;
  }
  if (shorter % 2 != 0) return;
  const std::size_t nyquist = shorter / 2;
  if (m < n) {
    out[nyquist] = (in[nyquist] + in[n - nyquist]) * scale;
  } else {
    // Halves that fall on the same bin (m == n) add up to the whole again.
    out[nyquist] += in[nyquist] * (0.5 * scale);
    out[m - nyquist] += in[nyquist] * (0.5 * scale);
  }
}

double sample_of(const std::complex<double>& value, double) { return value.real(); }
std::complex<double> sample_of(const std::complex<double>& value, const std::complex<double>&) {
  return value;
}

template <class Value>
Batch<Value> resampled_rows(const Batch<Value>& records, std::size_t samples) {
  if (records.samples() == 0 || samples == 0) {
    throw InputError("input.shape", "cannot resample records of " +
                                        std::to_string(records.samples()) + " samples to " +
                                        std::to_string(samples) + "; both must be at least 1");
  }
  Batch<Value> resampled(records.batch(), samples);
  const FftPlan<double> analysis(records.samples());
  const FftPlan<double> synthesis(samples);
  Spectrum in(records.samples());
  Spectrum out(samples);
  for (std::size_t row = 0; row < records.batch(); ++row) {
    std::ranges::copy(records.row(row), in.begin());
    analysis.forward(in);
    carry_bins(in, out);
    synthesis.inverse(out);
    std::ranges::transform(out, resampled.row(row).begin(), [](const std::complex<double>& value) {
      return sample_of(value, Value{});
    });
  }
  return resampled;
}

}  // namespace

RealBatch<double> resample_periodic(const RealBatch<double>& records, std::size_t samples) {
  return resampled_rows(records, samples);
}

FieldBatch<double> resample_periodic(const FieldBatch<double>& records, std::size_t samples) {
  return resampled_rows(records, samples);
}

}  // namespace fiberloom::core
