//! A browser with Freshet in it: plays a backfill as `web` does, against the sandbox.

use freshet::backfill::{Account, Backfill};
use freshet::handle::Handle;
use freshet::see::See;
use freshet::software::Software;
use freshet::step::{Outcome, Step};
use freshet::view::Order;
use freshet_sandbox::Sandbox;

use crate::network::Network;

/// The most steps of one backfill of a small account.
const MOST_STEPS: usize = 20_000;

/// A browser, and the sandbox it is in.
pub struct Player {
    pub sandbox: Sandbox,
    pub home: String,
    pub acct: String,
    pub token: String,
    pub reads_all: bool,
    /// Every step of the backfill so far, and when it was taken.
    pub trace: Vec<(f64, Step)>,
}

impl Player {
    pub fn new(sandbox: Sandbox, home: &str, acct: &str) -> Self {
        Self {
            token: sandbox.token(home).unwrap(),
            sandbox,
            home: home.to_owned(),
            acct: acct.to_owned(),
            reads_all: true,
            trace: Vec::new(),
        }
    }

    pub fn now(&self) -> f64 {
        self.sandbox.now_ms()
    }

    pub async fn perform(&self, step: &Step) -> Outcome {
        let network = Network {
            sandbox: &self.sandbox,
            home: &self.home,
            token: Some(&self.token),
            refused: &[],
            reads_all: self.reads_all,
        };
        network.perform(step).await
    }

    /// A backfill at its beginning, as a look at home's copy gives it.
    pub async fn begin(&self) -> Backfill {
        let (user, host) = self.acct.split_once('@').unwrap();
        let mut see = See::new(
            &self.home,
            Software::from_version("4.6.5"),
            Handle::new(user, host).unwrap(),
            true,
        );
        let outcome = self.perform(&see.next()).await;
        see.handle(self.now(), outcome);
        let account = Account::of(&self.acct, see.cached().unwrap());
        Backfill::new(&self.home, account).knowing(Some(false), None)
    }

    /// Plays it until it is over or waits for the person.
    pub async fn play(&mut self, backfill: &mut Backfill) {
        loop {
            let step = backfill.next();
            assert_eq!(backfill.next(), step, "asking twice gives the same step");
            if step == Step::Done {
                return;
            }
            assert!(self.trace.len() < MOST_STEPS, "endless: {step:?}");
            let outcome = self.perform(&step).await;
            self.trace.push((self.now(), step));
            backfill.handle(self.now(), outcome);
        }
    }

    /// Counts, agrees to this order, and plays it to its end.
    pub async fn load(&mut self, order: Order) -> Backfill {
        let mut backfill = self.begin().await;
        backfill.choose(order);
        self.play(&mut backfill).await;
        println!("{:?}", backfill.view());
        backfill.load(self.now());
        self.play(&mut backfill).await;
        backfill
    }
}
