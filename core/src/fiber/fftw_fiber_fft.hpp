#pragma once

#include <fiberloom/core/fiber/fiber_fft.hpp>

namespace fiberloom::core {

/// A FiberFft of any length.
///
/// Source:  FFTW 3.3. Its estimated plans are slow beyond 2048 points, which is why longer transforms are split by
///          decimation in frequency first: their bins are kept in four interleaved sets, nested.
class FftwFiberFft final : public FiberFft {
 public:
  FftwFiberFft(std::size_t size, bool has_filters);
  ~FftwFiberFft() override;

  /// Lets FFTW measure its plans for this length.
  static void measure(std::size_t size);

  [[nodiscard]] std::size_t size() const noexcept override;
  [[nodiscard]] Workspace make_workspace() const override;
  [[nodiscard]] std::vector<double> arranged(std::span<const double> values) const override;
  [[nodiscard]] AlignedVector<Complex> arranged_response(
      std::span<const Complex> response) const override;
  void to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const override;
  void to_field(std::span<const Complex> spectrum, std::span<Complex> field) const override;
  void filter(std::span<const Complex> response, double sign, Workspace& workspace) const override;
  void through_kerr(std::span<const Complex> spectrum, const Kerr& kerr, std::span<Complex> result,
                    Workspace& workspace) const override;

 private:
  struct Plans;
  std::unique_ptr<Plans> plans_;
};

}  // namespace fiberloom::core
