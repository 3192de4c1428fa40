//! The public API on the CPU, natively.
#![cfg(all(feature = "engine", not(target_arch = "wasm32")))]

mod support;

use metavae::device::Compute;
use pollster::block_on;
use support::{
    copies, few_shot, hypernetwork, kernels, latents, memory, meta, meta_training, oracle,
    pictures, scenario,
};

#[test]
fn agrees_with_pytorch() {
    let (error, name) = block_on(oracle::agrees_with_pytorch(&Compute::cpu().device, 1e-4));
    println!("largest relative error {error:e}, at {name}");
}

#[test]
fn a_hypernetwork_agrees_with_pytorch() {
    let (error, name) = block_on(hypernetwork::agrees_with_pytorch(&Compute::cpu().device, 1e-4));
    println!("largest relative error {error:e}, at {name}");
}

#[test]
fn meta_gradients_agree_with_pytorch() {
    let worst = block_on(meta::agrees_with_pytorch(&Compute::cpu().device, 1e-4, 0.2));
    println!("largest relative errors, first and second order: {worst:?}");
}

#[test]
fn kernels_agree_with_burns() {
    block_on(kernels::agree_with_burns(&Compute::cpu().device, 1e-5));
}

macro_rules! scenarios {
    ($part:ident: $($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            block_on($part::$name(&Compute::cpu()));
        }
    )*};
}

scenarios!(
    scenario:
    pretraining_lowers_the_loss,
    a_seed_fixes_a_run,
    fine_tuning_changes_only_a_copy,
    stopping_keeps_what_was_learnt,
    a_diverging_run_goes_back,
    an_update_that_blows_up_is_undone,
    the_articles_reduction_presses_the_kl_down,
);

scenarios!(
    copies:
    training_changes_only_a_copy,
);

scenarios!(
    pictures:
    drawings_are_encoded_or_refused,
    no_input_overflows,
    codes_are_shown,
    weights_that_make_no_numbers_are_refused,
);

scenarios!(
    few_shot:
    methods_learn_a_task,
    what_a_method_lacks_is_said,
    a_task_is_kept_by_its_number,
    an_episode_is_scored,
);

scenarios!(memory: a_memory_is_kept, a_memory_is_restored);

scenarios!(
    latents:
    a_model_of_every_size_lives,
    other_sizes_are_refused,
    methods_learn_with_two_latents,
    a_memory_follows_the_size,
);

scenarios!(
    meta_training:
    every_algorithm_meta_trains,
    every_algorithm_meta_trains_two_latents,
    meta_training_is_stopped,
);
