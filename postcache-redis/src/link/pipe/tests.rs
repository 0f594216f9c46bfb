//! A pipe to a server that a test plays.

mod server;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use postcache_core::{Clock, ManualClock, Millis};
use server::{Server, all, cell, found, limit};

use super::{Cells, Failure, Pipe};
use crate::names::Slot;

type Looked = Result<Cells, Failure>;

/// What a future has come to, without waiting for it.
fn now<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn who_asks_together_shares_a_command_and_each_gets_its_own_cells() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let asked = async { tokio::join!(look(&pipe, "ag"), look(&pipe, "bgt"), look(&pipe, "a"), look(&pipe, "gxyzc")) };
    let answer = async {
        assert_eq!(server.lookup().await, "agbtxyzc", "each cell once");
        server.finds("agbt.yzc").await;
    };
    let ((one, two, three, four), ()) = tokio::join!(asked, answer);
    assert_eq!([found(one, 2), found(two, 3), found(three, 1), found(four, 5)], ["ag", "bgt", "a", "g.yzc"]);
}

#[tokio::test]
async fn who_is_alone_is_sent_at_once_and_those_who_were_told_together_ask_together() {
    let (outbox, mut driver, mut server) = Server::by_hand();
    let look = |name| outbox.look_up(None, false, &[cell(name)], limit_is_far(), Waker::noop()).unwrap();
    let mut context = Context::from_waker(Waker::noop());
    let mut drive = || assert!(driver.as_mut().poll(&mut context).is_pending());
    let _one = look('a');
    drive();
    assert_eq!(server.lookup().await, "a");
    let (_two, _three) = (look('b'), look('c'));
    drive();
    assert_eq!(server.lookup().await, "bc", "nobody waits for the answer of another");
    server.finds("a").await;
    server.finds("bc").await;
    drive();
    let _four = look('d');
    drive();
    let _five = look('e');
    assert!(server.has_nothing(), "who was told something may ask, too");
    drive();
    assert_eq!(server.lookup().await, "de");
}

const fn limit_is_far() -> postcache_core::Instant {
    postcache_core::Instant::from_millis(u64::MAX / 2)
}

/// Polled `sent` times before it is dropped: before anything was sent, and after.
#[tokio::test]
async fn who_goes_away_changes_nobodys_answer() {
    for sent in [false, true] {
        for gone in 0..4 {
            let (pipe, mut server) = Server::beside(&ManualClock::new());
            let names = ["ag", "bg", "cg", "dg"];
            let mut callers: Vec<Option<Pin<Box<dyn Future<Output = Looked> + '_>>>> =
                names.iter().map(|names| Some(Box::pin(look(&pipe, names)) as _)).collect();
            for caller in callers.iter_mut().flatten() {
                assert!(now(caller.as_mut()).is_pending());
            }
            if !sent {
                callers[gone] = None;
            }
            assert_eq!(server.lookup().await, "agbcd");
            callers[gone] = None;
            assert!(callers.iter_mut().flatten().all(|caller| now(caller.as_mut()).is_pending()));
            server.finds("agbcd").await;
            for (caller, names) in callers.into_iter().zip(names) {
                if let Some(caller) = caller {
                    assert_eq!(found(caller.await, 2), names);
                }
            }
        }
    }
}

#[tokio::test]
async fn what_all_have_given_up_is_not_sent_or_is_nobodys() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    for _ in 0..2 {
        assert!(now(pin!(look(&pipe, "a"))).is_pending());
        assert!(now(pin!(fill(&pipe))).is_pending());
    }
    tokio::task::yield_now().await;
    {
        let mut sent = pin!(look(&pipe, "b"));
        assert!(now(sent.as_mut()).is_pending());
        assert_eq!(server.lookup().await, "b", "and nothing before it");
    }
    let next = async {
        assert_eq!(server.lookup().await, "c");
        server.finds("b").await;
        server.finds("c").await;
    };
    let (looked, ()) = tokio::join!(look(&pipe, "c"), next);
    assert_eq!(found(looked, 1), "c");
}

#[tokio::test]
async fn a_command_goes_before_the_lookups_of_those_who_sent_it() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let (mut first, mut command, mut second) = (pin!(look(&pipe, "a")), pin!(fill(&pipe)), pin!(look(&pipe, "b")));
    assert!(
        now(first.as_mut()).is_pending() && now(command.as_mut()).is_pending() && now(second.as_mut()).is_pending()
    );
    assert_eq!(server.command().await, ["FILL"]);
    assert_eq!(server.lookup().await, "ab");
    server.says(b"+OK\r\n").await;
    server.finds("ab").await;
    assert_eq!(command.await, Ok(redis::Value::Okay));
    assert_eq!(found(second.await, 1), "b");
}

#[tokio::test]
async fn lookups_of_two_slots_and_of_a_slot_that_moves_are_not_joined() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let (one, two) = (Some(Slot::of(b"1")), Some(Slot::of(b"2")));
    let at = |slot, asking, name| {
        let pipe = &pipe;
        async move { pipe.look_up(slot, asking, &[cell(name)]).await }
    };
    let asked =
        async { tokio::join!(at(one, false, 'a'), at(two, false, 'b'), at(one, true, 'c'), at(one, false, 'd')) };
    let answer = async {
        assert_eq!([server.lookup().await, server.lookup().await], ["ad", "b"]);
        assert_eq!((server.command().await, server.lookup().await), (vec!["ASKING".to_owned()], "c".to_owned()));
        server.finds("ad").await;
        server.says(b"-MOVED 12 127.0.0.1:7000\r\n+OK\r\n").await;
        server.finds("c").await;
    };
    let ((first, moved, asked, last), ()) = tokio::join!(asked, answer);
    assert_eq!([found(first, 1), found(asked, 1), found(last, 1)], ["a", "c", "d"]);
    assert!(matches!(moved, Err(Failure::Elsewhere(_))));
}

#[tokio::test]
async fn a_command_has_no_more_keys_than_others_can_wait_for() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let many = "abcdefghijklmnopqrstuvwxyz".repeat(8);
    let cells: Vec<_> = (0_u16..300).map(server::numbered).collect();
    let one_by_one = all(cells.iter().map(|cell| pipe.look_up(None, false, std::slice::from_ref(cell))));
    let answer = async {
        let mut sizes = Vec::new();
        while sizes.iter().sum::<usize>() < cells.len() {
            let keys = server.command().await.len() - 1;
            server.finds(&many[..keys]).await;
            sizes.push(keys);
        }
        sizes
    };
    let (looked, sizes) = tokio::join!(one_by_one, answer);
    assert_eq!(sizes, [128, 128, 44]);
    assert!(looked.into_iter().all(|looked| looked.is_ok()));
    // One caller's are one command, whatever their number.
    let (looked, keys) = tokio::join!(pipe.look_up(None, false, &cells), async {
        let keys = server.command().await.len() - 1;
        server.finds_long(keys, 50_000).await;
        keys
    });
    assert_eq!((looked.is_ok(), keys), (true, 300));
    // And after long replies fewer are joined.
    let (looked, keys) = tokio::join!(all(["a", "b", "c", "d"].map(|name| look(&pipe, name))), async {
        let first = server.lookup().await;
        server.finds("ab").await;
        let second = server.lookup().await;
        server.finds("cd").await;
        [first, second]
    });
    assert_eq!(keys, ["ab", "cd"]);
    assert!(looked.into_iter().all(|looked| looked.is_ok()));
}

#[tokio::test]
async fn a_reply_that_nobody_asked_for_ends_the_connection() {
    for reply in [&b"*1\r\n$1\r\na\r\n"[..], b"*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n", b"+OK\r\n", b":1\r\n", b"x"] {
        let (pipe, mut server) = Server::beside(&ManualClock::new());
        let asked = soon(all(["a", "b"].map(|name| look(&pipe, name))));
        let (looked, ()) = tokio::join!(asked, async {
            assert_eq!(server.lookup().await, "ab");
            server.says(reply).await;
        });
        for looked in looked {
            assert_eq!(looked.unwrap_err(), Failure::Lost, "{reply:?}");
        }
        soon(pipe.closed()).await;
        assert_eq!(look(&pipe, "a").await.unwrap_err(), Failure::Down);
    }
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    server.says(b"+OK\r\n").await;
    soon(pipe.closed()).await;
}

#[tokio::test]
async fn an_error_of_the_server_is_told_to_all_and_ends_nothing() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let (looked, ()) = tokio::join!(all(["a", "b"].map(|name| look(&pipe, name))), async {
        assert_eq!(server.lookup().await, "ab");
        server.says(b"-LOADING it reads its file\r\n").await;
    });
    assert!(looked.into_iter().all(|looked| matches!(looked, Err(Failure::Refused(code)) if code.is("LOADING"))));
    assert!(!pipe.is_closed());
}

#[tokio::test]
async fn a_connection_that_ends_tells_everybody_once() {
    for by_us in [false, true] {
        let (pipe, mut server) = Server::beside(&ManualClock::new());
        let mut sent = pin!(all(["a", "b"].map(|name| look(&pipe, name))));
        let mut command = pin!(fill(&pipe));
        assert!(now(sent.as_mut()).is_pending() && now(command.as_mut()).is_pending());
        assert_eq!(server.command().await, ["FILL"]);
        assert_eq!(server.lookup().await, "ab");
        server.says(b"*2\r\n$1\r\n").await;
        let mut unsent = pin!(look(&pipe, "c"));
        assert!(now(unsent.as_mut()).is_pending());
        if by_us {
            pipe.close();
        } else {
            drop(server);
        }
        for looked in soon(sent).await {
            assert_eq!(looked.unwrap_err(), Failure::Lost);
        }
        assert_eq!(soon(unsent).await.unwrap_err(), Failure::Lost);
        assert_eq!(soon(command).await.unwrap_err(), Failure::Lost);
        soon(pipe.closed()).await;
        assert_eq!(look(&pipe, "d").await.unwrap_err(), Failure::Down);
    }
}

#[tokio::test]
async fn who_has_waited_for_too_long_is_told_so_and_the_late_reply_is_nobodys() {
    let clock = ManualClock::new();
    let (pipe, mut server) = Server::beside(&clock);
    let half = Duration::from_millis(limit().get() / 2);
    let mut early = pin!(all(["a", "b"].map(|name| look(&pipe, name))));
    assert!(now(early.as_mut()).is_pending());
    assert_eq!(server.lookup().await, "ab");
    clock.advance(half);
    let mut late = pin!(look(&pipe, "c"));
    assert!(now(late.as_mut()).is_pending());
    assert_eq!(server.lookup().await, "c");
    clock.advance(half);
    for looked in soon(early).await {
        assert_eq!(looked.unwrap_err(), Failure::TimedOut);
    }
    assert!(pipe.is_silent(), "and that the server answers nobody is known");
    assert!(now(late.as_mut()).is_pending(), "it came later");
    clock.advance(half);
    assert_eq!(soon(late).await.unwrap_err(), Failure::TimedOut);
    let (looked, ()) = tokio::join!(look(&pipe, "d"), async {
        assert_eq!(server.lookup().await, "d");
        for letters in ["ab", "c", "d"] {
            server.finds(letters).await;
        }
    });
    assert_eq!(found(looked, 1), "d");
    assert!(!pipe.is_silent());
}

/// A server that does not even read.
#[tokio::test]
async fn who_cannot_be_sent_does_not_wait_longer() {
    let clock = ManualClock::new();
    let (pipe, _server) = Server::beside(&clock);
    let long = redis::cmd("SET").arg(vec![b'x'; 2 * server::WIRE]).clone();
    let mut command = pin!(pipe.ask(&long));
    assert!(now(command.as_mut()).is_pending());
    tokio::task::yield_now().await;
    let mut unsent = pin!(look(&pipe, "a"));
    assert!(now(unsent.as_mut()).is_pending());
    clock.advance(limit().as_duration());
    assert_eq!(soon(unsent).await.unwrap_err(), Failure::TimedOut);
}

#[tokio::test]
async fn no_more_than_ten_thousand_wait() {
    let (pipe, mut server) = Server::beside(&ManualClock::new());
    let pipe = Arc::new(pipe);
    let mut callers: Vec<_> = (0..10_000).map(|_| Box::pin(look(&pipe, "a"))).collect();
    for caller in &mut callers {
        assert!(now(caller.as_mut()).is_pending());
    }
    assert_eq!(look(&pipe, "b").await.unwrap_err(), Failure::Crowded);
    assert_eq!(fill(&pipe).await.unwrap_err(), Failure::Crowded);
    assert_eq!(server.lookup().await, "a");
    // Those who went away are counted for as long as the server is to answer them.
    callers.truncate(1);
    assert_eq!(look(&pipe, "b").await.unwrap_err(), Failure::Crowded);
    server.finds("a").await;
    assert_eq!(found(callers.remove(0).await, 1), "a");
    let (looked, ()) = tokio::join!(look(&pipe, "b"), async {
        assert_eq!(server.lookup().await, "b");
        server.finds("b").await;
    });
    assert_eq!(found(looked, 1), "b");
}

/// What ends without an answer of the server: a hang is a failure.
async fn soon<T>(ends: impl Future<Output = T>) -> T {
    let clock = Clock::system();
    clock.until(clock.now().after(Millis::new(10_000)), ends).await.expect("it ends")
}

async fn look(pipe: &Pipe, names: &str) -> Looked {
    let cells: Vec<_> = names.chars().map(cell).collect();
    pipe.look_up(None, false, &cells).await
}

async fn fill(pipe: &Pipe) -> Result<redis::Value, Failure> {
    pipe.ask(&redis::cmd("FILL")).await
}
