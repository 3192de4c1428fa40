//! Several workers against one: the same steps, and the same weights on each to the bit.
#![cfg(all(feature = "engine", not(target_arch = "wasm32")))]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use burn::tensor::{Tensor, TensorData};
use metavae::data::synth;
use metavae::device::Compute;
use metavae::error::{Error, Result};
use metavae::future::Local;
use metavae::model::{Elbo, Size, StateDict, Vae};
use metavae::protocol::{Hyper, Precision};
use metavae::random::{Purpose, normal, stream};
use metavae::tensors::numbers;
use metavae::tensors::pixels;
use metavae::train::data_parallel::{Link, Peer, Peers, SharedPeers, share};
use metavae::train::schedule::Schedule;
use metavae::train::{Trainer, TrainingRun};
use metavae::weights;
use pollster::block_on;

const BATCH: usize = 10;
const STEPS: usize = 3;

/// Every pair of workers has a channel each way.
struct Channels {
    rank: usize,
    out: Vec<Option<Sender<Vec<f32>>>>,
    back: Vec<Option<Receiver<Vec<f32>>>>,
}

impl Channels {
    fn of(size: usize) -> Vec<Self> {
        let empty = |rank| Self { rank, out: vec![], back: vec![] };
        let mut all: Vec<Self> = (0..size).map(empty).collect();
        for from in 0..size {
            for to in 0..size {
                let (sender, receiver) = channel();
                let apart = from != to;
                all[from].out.push(apart.then_some(sender));
                all[to].back.push(apart.then_some(receiver));
            }
        }
        all
    }
}

impl Link for Channels {
    fn size(&self) -> usize {
        self.out.len()
    }

    fn rank(&self) -> usize {
        self.rank
    }

    fn exchange<'a>(&'a self, mine: &'a [Vec<f32>]) -> Local<'a, Vec<Vec<f32>>> {
        let mine = mine.concat();
        // A gradient of each weight, and three parts of the loss.
        assert!(Size::all().any(|size| size.parameters() + 3 == mine.len()));
        self.out.iter().flatten().for_each(|sender| sender.send(mine.clone()).unwrap());
        let theirs = self.back.iter().flatten().map(|r| r.recv().unwrap()).collect();
        Box::pin(async { Ok(theirs) })
    }
}

fn batch(step: usize, size: Size) -> (Vec<u8>, Vec<f32>) {
    let digits = synth::digits(BATCH * STEPS, 1);
    let indices: Vec<usize> = (0..BATCH).map(|image| step * BATCH + image).collect();
    let eps = normal(&mut stream(step as u32, Purpose::Posterior), BATCH * size.latents());
    (digits.gather(&indices), eps)
}

/// The weights after the steps and the losses of each, by one of the workers.
fn worker(link: &Channels, size: Size) -> (StateDict, Vec<f32>) {
    let device = Compute::cpu().device;
    let hyper = Hyper::pretrain();
    let start = weights::write(&StateDict::initial(size, 1), Precision::F32).unwrap();
    let mut peer = Peer::begin(&start, &hyper, &device).unwrap();
    let mut losses = Vec::new();
    for step in 0..STEPS {
        let (images, eps) = batch(step, size);
        let rows = share(BATCH, link.size(), link.rank());
        let images = &images[rows.start * 784..rows.end * 784];
        let eps = eps[rows.start * size.latents()..rows.end * size.latents()].to_vec();
        let part = rows.len() as f32 / BATCH as f32;
        let parts = block_on(peer.step(images, eps, part, link)).unwrap();
        losses.extend(block_on(numbers(parts.0)).unwrap());
    }
    (block_on(peer.model().state()).unwrap(), losses)
}

fn alone(size: Size) -> (StateDict, Vec<f32>) {
    let device = Compute::cpu().device;
    let model = Vae::from_state(&StateDict::initial(size, 1), &device);
    let mut trainer = Trainer::new(&model, Schedule::constant(Elbo::default(), 1e-3));
    let mut losses = Vec::new();
    for step in 0..STEPS {
        let (images, eps) = batch(step, size);
        let eps = Tensor::from_data(TensorData::new(eps, [BATCH, size.latents()]), &device);
        losses.extend(block_on(numbers(trainer.step(pixels(&images, &device), eps).0)).unwrap());
    }
    (block_on(trainer.model().state()).unwrap(), losses)
}

#[test]
fn workers_take_the_steps_that_one_worker_takes() {
    for (workers, latents) in [(2, 32), (3, 32), (2, 2), (2, 64)] {
        take_the_steps_of_one(workers, Size::of(latents).unwrap());
    }
}

fn take_the_steps_of_one(workers: usize, size: Size) {
    let (weights, losses) = alone(size);
    let members: Vec<_> = Channels::of(workers)
        .into_iter()
        .map(|link| thread::spawn(move || worker(&link, size)))
        .collect();
    let members: Vec<_> = members.into_iter().map(|member| member.join().unwrap()).collect();
    for member in &members {
        assert_eq!(*member, members[0], "every worker of {workers} has the same weights");
    }
    for (ours, exact) in members[0].1.iter().zip(&losses) {
        assert!((ours - exact).abs() <= 1e-5 * exact.abs().max(1.0), "{ours} {exact}");
    }
    for ((name, _, ours), (_, _, exact)) in members[0].0.iter().zip(weights.iter()) {
        let norm = |x: &mut dyn Iterator<Item = f32>| x.map(|x| x * x).sum::<f32>().sqrt();
        let error = norm(&mut ours.iter().zip(exact).map(|(a, b)| a - b));
        // As against PyTorch: of a gradient near zero Adam's first steps take the sign.
        assert!(error <= 1e-3 * norm(&mut exact.iter().copied()), "{name}: {error:e}");
    }
}

/// A peer that is there until it is asked for its share.
struct Failing {
    answer: Result<Vec<Vec<f32>>>,
    why: RefCell<Vec<String>>,
}

impl Link for Failing {
    fn size(&self) -> usize {
        2
    }

    fn rank(&self) -> usize {
        0
    }

    fn exchange<'a>(&'a self, _: &'a [Vec<f32>]) -> Local<'a, Vec<Vec<f32>>> {
        Box::pin(async { self.answer.clone() })
    }
}

impl Peers for Failing {
    fn begin<'a>(&'a self, _: Vec<u8>, _: &'a Hyper) -> Local<'a, bool> {
        Box::pin(async { Ok(true) })
    }

    fn share(&self, _: usize, _: &[u8], _: &[f32], _: f32) -> Result<()> {
        Ok(())
    }

    fn dismiss(&self, why: &Error) {
        self.why.borrow_mut().push(why.to_string());
    }
}

fn run(peers: Option<SharedPeers>) -> Vec<f32> {
    let device = Compute::cpu().device;
    let model = Vae::from_state(&StateDict::initial(Size::default(), 1), &device);
    let hyper = Hyper { batch_size: 64, max_steps: Some(3), read_every: 1, ..Hyper::pretrain() };
    let digits = synth::digits(192, 1);
    let mut run = TrainingRun::new(&model, &hyper, digits.len(), &device);
    if let Some(peers) = &peers {
        block_on(run.share_with(peers, &hyper)).unwrap();
        assert_eq!(run.threads(), 2);
    }
    let mut losses = Vec::new();
    while !run.is_complete() {
        let read = block_on(run.advance(&digits)).unwrap();
        losses.extend(read.iter().map(|step| step.losses.total));
    }
    assert_eq!(run.threads(), 1);
    losses
}

#[test]
fn a_run_goes_on_alone_where_a_peer_fails_or_sends_something_else() {
    let alone = run(None);
    let gone = Error::Device("unreachable".into());
    // One number too few, and the gradient of a model of fewer latents.
    let [own, other] = [32, 2].map(|latents| Size::of(latents).unwrap().parameters() + 3);
    let sent = [vec![], vec![vec![0.0; own - 1]], vec![vec![0.0; other]], vec![vec![]; 2]];
    for answer in sent.map(Ok).into_iter().chain([Err(gone)]) {
        let peers = Rc::new(Failing { answer, why: RefCell::default() });
        assert_eq!(run(Some(peers.clone())), alone, "every step is the one that is taken alone");
        assert_eq!(peers.why.borrow().len(), 1, "they are sent away once");
    }
}

#[test]
fn shares_are_the_batch() {
    for (batch, size) in [(128, 2), (128, 3), (10, 4), (3, 4)] {
        let rows: Vec<usize> = (0..size).flat_map(|rank| share(batch, size, rank)).collect();
        assert_eq!(rows, (0..batch).collect::<Vec<_>>());
    }
}
