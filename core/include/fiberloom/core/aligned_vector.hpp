#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace fiberloom::core {

/// Allocator whose blocks begin on a 64-byte boundary: one cache line, and the widest vector register.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  AlignedAllocator() noexcept = default;
  template <class U>
  explicit(false) AlignedAllocator(const AlignedAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), alignment));
  }
  void deallocate(T* block, std::size_t) noexcept { ::operator delete(block, alignment); }
  template <class U>
  bool operator==(const AlignedAllocator<U>&) const noexcept {
    return true;
  }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace fiberloom::core
