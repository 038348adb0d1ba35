#include "resolve.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <memory>
#include <mutex>
#include <thread>

namespace fiberloom::drivers {
namespace {

struct Lookup {
  std::mutex mutex{};
  std::condition_variable_any finished{};
  bool is_finished = false;
  std::vector<boost::asio::ip::address> addresses{};
  std::string trouble{};
};

void look_up(Lookup& lookup, const std::string& host) {
  boost::asio::io_context context;
  boost::system::error_code error;
  const auto found = boost::asio::ip::tcp::resolver(context).resolve(host, "", error);
  const std::scoped_lock lock(lookup.mutex);
  for (const auto& entry : found) {
    lookup.addresses.push_back(entry.endpoint().address());
  }
  lookup.trouble = error ? error.message() : "";
  lookup.is_finished = true;
  lookup.finished.notify_all();
}

}  // namespace

std::vector<boost::asio::ip::address> resolve(const std::string& host, const Until& until) {
  boost::system::error_code error;
  const boost::asio::ip::address number = boost::asio::ip::make_address(host, error);
  if (!error) {
    return {number};
  }
  // The system's resolver cannot be cancelled. A thread that is left behind with it shares what it writes to.
  const auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host] { look_up(*lookup, host); }).detach();
  std::unique_lock lock(lookup->mutex);
  lookup->finished.wait_until(lock, until.stop, until.deadline,
                              [&] { return lookup->is_finished; });
  if (!lookup->is_finished) {
    if (until.stop.stop_requested()) {
      throw stopped_error(host, "looking up its address");
    }
    throw timeout_error(host, "looking up its address");
  }
  if (lookup->addresses.empty()) {
    throw unreachable_error(host, "no such host: " + lookup->trouble);
  }
  return lookup->addresses;
}

}  // namespace fiberloom::drivers
