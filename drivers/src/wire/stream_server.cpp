#include <atomic>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <utility>

namespace fiberloom::drivers {

struct StreamServer::Connection {
  std::atomic<bool> is_over = false;
  std::jthread thread{};
};

StreamServer::StreamServer(StreamServerOptions options, Serve serve)
    : options_(std::move(options)), serve_(std::move(serve)) {
  accept_again();
}

StreamServer::~StreamServer() { refuse(); }

void StreamServer::accept_again() {
  auto listener =
      std::make_unique<TcpListener>(options_.address, port_ != 0 ? port_ : options_.port);
  port_ = listener->port();
  acceptor_ = std::jthread([this, owned = std::move(listener)](const std::stop_token& stop) {
    accept_loop(stop, *owned);
  });
}

void StreamServer::accept_loop(const std::stop_token& stop, TcpListener& listener) {
  while (!stop.stop_requested()) {
    try {
      start(listener.accept(Until::stopped(stop)));
    } catch (const core::InterruptedError&) {
      return;
    } catch (const core::Error&) {
      // That client gave up before it was let in, or there are too many: the next one may fare better.
      pause(std::chrono::milliseconds(10), stop);
    }
  }
}

void StreamServer::start(std::unique_ptr<ByteStream> stream) {
  if (options_.around) {
    stream = options_.around(std::move(stream));
  }
  auto connection = std::make_unique<Connection>();
  Connection& started = *connection;
  const std::scoped_lock lock(mutex_);
  connections_.remove_if([](const auto& old) { return old->is_over.load(); });
  connections_.push_back(std::move(connection));
  started.thread = std::jthread(
      [this, &started, owned = std::move(stream)](const std::stop_token& stop) mutable {
        try {
          serve_(*owned, stop);
        } catch (const core::Error&) {
          // The client hung up, spoke nonsense, or the server stops: all that is left is to hang up too.
        }
        owned.reset();
        started.is_over = true;
      });
}

void StreamServer::drop_connections() {
  std::list<std::unique_ptr<Connection>> ended;
  {
    const std::scoped_lock lock(mutex_);
    ended.swap(connections_);
  }
  for (const auto& connection : ended) {
    connection->thread.request_stop();
  }
  ended.clear();  // joins
}

void StreamServer::refuse() {
  acceptor_.request_stop();
  if (acceptor_.joinable()) {
    acceptor_.join();
  }
  acceptor_ = {};
  drop_connections();
}

}  // namespace fiberloom::drivers
