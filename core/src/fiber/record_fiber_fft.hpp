#pragma once

#include <fiberloom/core/fiber/fiber_fft.hpp>

#include "simd/record_kernel_table.hpp"

namespace fiberloom::core {

/// A FiberFft in fiberloom's own passes over one record; record_kernel_table.hpp says how it is cut.
///
/// The intensity is real, so half of its columns' frequencies say everything; two blocks of its columns go through one
/// complex transform, and its spectrum is filtered without leaving the registers.
class RecordFiberFft final : public FiberFft {
 public:
  static bool takes(std::size_t size);

  explicit RecordFiberFft(std::size_t size);

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
  [[nodiscard]] std::size_t half_size() const noexcept;
  void fill_twiddles();

  const RecordKernels& kernels_;
  RecordGeometry geometry_;
  AlignedVector<double> row_roots_;
  AlignedVector<double> column_roots_;
  AlignedVector<double> twiddles_;
  AlignedVector<double> half_twiddles_;
  std::vector<std::size_t> places_;
};

}  // namespace fiberloom::core
